import type { FileBytes, FileRepository } from '@foyer/database';
import type { FileUrls } from './file-urls.js';

/** How files are kept: what is known of them, their bytes, and the links to them. */
export class FileKeeping {
  constructor(
    readonly files: FileRepository,
    readonly bytes: FileBytes,
    readonly urls: FileUrls,
    readonly maxFileBytes: number,
  ) {}
}
