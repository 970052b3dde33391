import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sipAddress, sipp, type Telephone } from './sipp.js';
import { toneInMuLaw } from './sound.js';

const scenario = (name: string): string => fileURLToPath(new URL(`../scenarios/${name}.xml`, import.meta.url));

/** A telephone that takes one call, as its scenario says. */
export const telephone = (name: 'busy' | 'refer-done' | 'refer-refused' | 'refer-silent'): Promise<Telephone> =>
  sipp('-sf', scenario(name));

/** One that calls this number at the SIP service of the shared gateway, and plays a tone of this pitch until it is hung up on. */
export function speakingTelephone(number: string, caller: string, hertz: number): Promise<Telephone> {
  writeFileSync(join(tmpdir(), 'foyer-tone.ulaw'), toneInMuLaw(hertz));
  return sipp('-sf', scenario('speaking'), '-key', 'caller', caller, '-s', number, sipAddress());
}
