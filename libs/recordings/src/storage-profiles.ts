import { FoyerError, invalid } from '@foyer/core';
import type { StorageProfileRepository } from '@foyer/database';
import { bucketProblem, isProfileName, type BucketStorage, type StorageProfile } from './storage-profile.js';

/** Where a profile is set. */
type ProfileSource = 'configuration' | 'database';

export interface NamedProfile {
  readonly name: string;
  readonly source: ProfileSource;
  readonly profile: StorageProfile;
  /** `null` for those of the configuration. */
  readonly updatedAt: Date | null;
}

/** The storage profiles: those of the configuration, and those that admins have made. */
export class StorageProfiles {
  constructor(
    private readonly repository: StorageProfileRepository,
    private readonly configured: ReadonlyMap<string, StorageProfile>,
    /** The one that is used where none is named. */
    readonly defaultName: string,
  ) {}

  async list(): Promise<NamedProfile[]> {
    const stored = await this.repository.list();
    return [
      ...[...this.configured].map(([name, profile]): NamedProfile => ({
        name,
        profile,
        source: 'configuration',
        updatedAt: null,
      })),
      ...stored
        .filter(({ name }) => !this.configured.has(name))
        .map(({ name, profile, updatedAt }): NamedProfile => ({
          name,
          profile: profile as StorageProfile,
          source: 'database',
          updatedAt,
        })),
    ];
  }

  /** `null` where there is none of this name. */
  async find(name: string): Promise<StorageProfile | null> {
    return (
      this.configured.get(name) ?? ((await this.repository.find(name))?.profile as StorageProfile | undefined) ?? null
    );
  }

  /** The profile of this name, or the default one. Throws 422 where there is none. */
  async choose(name = this.defaultName): Promise<{ readonly name: string; readonly profile: StorageProfile }> {
    const profile = await this.find(name);
    if (profile !== null) return { name, profile };
    const names = (await this.list()).map((one) => one.name);
    throw invalid([
      {
        pointer: '/output/storage',
        message:
          `There is no storage profile '${name}'. ` +
          (names.length > 0
            ? `There are: ${names.join(', ')}.`
            : 'Set FOYER_RECORDINGS_DIR to a folder that the egress service also sees, or make one with PUT /admin/storage-profiles/{name}.'),
      },
    ]);
  }

  /** Makes a profile, or takes the place of the one of this name. Throws 422, and 409 for one of the configuration. */
  async put(name: string, profile: unknown): Promise<NamedProfile> {
    if (!isProfileName(name))
      throw invalid([
        { pointer: '', message: 'The name of a storage profile has 1 to 64 letters, digits, dots, _ and -.' },
      ]);
    this.refuseConfigured(name);
    const wrong = bucketProblem(profile);
    if (wrong !== null) throw invalid([wrong]);
    const updatedAt = new Date();
    await this.repository.put({ name, profile: profile as BucketStorage, updatedAt });
    return { name, source: 'database', profile: profile as BucketStorage, updatedAt };
  }

  /** Throws 404, and 409 for one of the configuration. */
  async remove(name: string): Promise<void> {
    this.refuseConfigured(name);
    if (!(await this.repository.remove(name))) {
      throw new FoyerError('RESOURCE_NOT_FOUND', `There is no storage profile "${name.slice(0, 100)}".`, {
        suggestion: 'GET /admin/storage-profiles lists them.',
      });
    }
  }

  private refuseConfigured(name: string): void {
    if (!this.configured.has(name)) return;
    throw new FoyerError('RESOURCE_ALREADY_EXISTS', `The storage profile "${name}" is set by the configuration.`, {
      suggestion: 'Change it there, or take another name.',
    });
  }
}
