import { describe, expect, it } from '@jest/globals';
import type { CallChange, KnownCall } from '@foyer/database';
import fc from 'fast-check';
import { diffCalls, type ListedCall, type ListedParticipant } from './call-diff.js';

const NOW = new Date('2026-01-02T00:00:00Z');
const EARLIER = new Date('2026-01-01T00:00:00Z');
const track = (sid: string) => ({ sid, kind: 'AUDIO', source: 'MICROPHONE' });
const person = (sid: string, ...tracks: string[]): ListedParticipant => ({
  sid,
  identity: `who ${sid}`,
  name: '',
  kind: 'STANDARD',
  joinedAt: EARLIER,
  tracks: tracks.map(track),
});
const listed = (sid: string, participants: readonly ListedParticipant[] | null, name = 'room'): ListedCall => ({
  sid,
  name,
  roomKey: '1',
  startedAt: EARLIER,
  participants,
});
const known = (sid: string, ...participants: ListedParticipant[]): KnownCall => ({
  sid,
  roomId: 'room',
  roomIdNow: 'room',
  participants,
});
const told = (changes: readonly CallChange[]): string[] =>
  changes.map((change) =>
    [
      change.type,
      change.callSid,
      ...('participant' in change ? [change.participant.sid] : []),
      ...('track' in change ? [change.track.sid] : []),
    ].join(' '),
  );

describe('the difference between the books and what LiveKit lists', () => {
  it('[CA1] is nothing where nothing has happened, or nobody has looked', () => {
    const call = [known('R1', person('P1', 'T1'))];
    expect(diffCalls(call, [listed('R1', [person('P1', 'T1')])], NOW)).toEqual([]);
    expect(diffCalls(call, [listed('R1', null)], NOW)).toEqual([]);
  });

  it('[CA1] tells of a new call with everybody who is in it', () => {
    const changes = diffCalls([], [listed('R1', [person('P1', 'T1', 'T2'), person('P2')])], NOW);
    expect(told(changes)).toEqual([
      'media.session.started R1',
      'participant.joined R1 P1',
      'track.published R1 P1 T1',
      'track.published R1 P1 T2',
      'participant.joined R1 P2',
    ]);
    expect(changes.map(({ at }) => at)).toEqual([EARLIER, EARLIER, NOW, NOW, EARLIER]);
  });

  it('[CA1] ends what is gone from the inside out, and before anything begins', () => {
    const before = [known('R1', person('P1', 'T1'), person('P2'))];
    expect(told(diffCalls(before, [listed('R2', [person('P3')])], NOW))).toEqual([
      'track.unpublished R1 P1 T1',
      'participant.left R1 P1',
      'participant.left R1 P2',
      'media.session.ended R1',
      'media.session.started R2',
      'participant.joined R2 P3',
    ]);
  });

  it('[CA1] tells somebody who came back from somebody who stayed', () => {
    const before = [known('R1', person('P1', 'T1'), person('P2', 'T2'))];
    expect(
      told(diffCalls(before, [listed('R1', [person('P2', 'T3'), { ...person('P4'), identity: 'who P1' }])], NOW)),
    ).toEqual([
      'track.unpublished R1 P1 T1',
      'participant.left R1 P1',
      'track.unpublished R1 P2 T2',
      'track.published R1 P2 T3',
      'participant.joined R1 P4',
    ]);
  });

  it('[CA2] brings the books to what is listed, whatever was seen or missed in between', () => {
    const aPerson = fc
      .tuple(fc.constantFrom('P1', 'P2', 'P3'), fc.subarray(['T1', 'T2', 'T3']))
      .map(([sid, tracks]) => person(sid, ...tracks));
    const aListing = fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('R1', 'R2'), fc.uniqueArray(aPerson, { selector: ({ sid }) => sid }))
        .map(([sid, participants]) => listed(sid, participants)),
      { selector: ({ sid }) => sid },
    );
    fc.assert(
      fc.property(fc.array(aListing, { maxLength: 6 }), (listings) => {
        let books: KnownCall[] = [];
        const open = new Set<string>();
        for (const listing of listings) {
          for (const text of told(diffCalls(books, listing, NOW))) {
            const [type = '', ...ids] = text.split(' ');
            const starts = /started|joined|published$/.test(type) && !type.endsWith('unpublished');
            // Each begins once and ends once, within what it is part of.
            expect([text, open.has(ids.join(' '))]).toEqual([text, !starts]);
            if (ids.length > 1) expect([text, open.has(ids.slice(0, -1).join(' '))]).toEqual([text, true]);
            if (starts) open.add(ids.join(' '));
            else open.delete(ids.join(' '));
          }
          books = listing.map(({ sid, participants }) => known(sid, ...(participants ?? [])));
          expect(diffCalls(books, listing, NOW)).toEqual([]);
        }
      }),
    );
  });
});
