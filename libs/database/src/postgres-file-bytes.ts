import type pg from 'pg';
import { chunkSlices, inChunks } from './chunks.js';
import type { FileBytes, PartKey } from './file-bytes.js';

const CHUNK_BYTES = 1024 * 1024;

/** Bytes of files in Postgres. Each chunk is a statement of its own: a slow upload holds no connection. */
export class PostgresFileBytes implements FileBytes {
  constructor(private readonly pool: pg.Pool) {}

  async write(part: PartKey, bytes: AsyncIterable<Uint8Array>): Promise<'written' | 'gone'> {
    let number = 0;
    for await (const chunk of inChunks(bytes, CHUNK_BYTES)) {
      const { rowCount } = await this.pool.query({
        name: 'file-chunk-write',
        text: `insert into file_chunk (part_key, number, bytes)
          select key, $2, $3 from file_part where key = $1 for key share`,
        values: [part, number++, chunk],
      });
      if (rowCount === 0) return 'gone';
    }
    return 'written';
  }

  async *read(part: PartKey, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (const slice of chunkSlices(start, end, CHUNK_BYTES)) {
      const { rows } = await this.pool.query<{ bytes: Buffer }>({
        name: 'file-chunk-read',
        text: 'select substring(bytes from $3 for $4) as bytes from file_chunk where part_key = $1 and number = $2',
        values: [part, slice.chunk, slice.start + 1, slice.length],
      });
      if (rows[0]?.bytes.length !== slice.length) throw new Error(`Bytes of part ${part} are missing.`);
      yield rows[0].bytes;
    }
  }
}
