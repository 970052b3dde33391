import { join } from 'node:path';
import { buildProgram, findProgram } from './build-program.js';
import { findMissing, findTool } from './find-missing.js';
import { missingReport, needsOf, type MediaServiceName } from './machine-needs.js';
import { startMediaService } from './media-service.js';
import type { Program } from './programs.js';
import { startPulseAudio } from './pulse-audio.js';
import { serveRecordingPage } from './recording-page.js';
import type { RedisServer } from './redis-server.js';
import { egressConfig, ingressConfig, sipConfig, type Backbone } from './service-configs.js';
import type { ServicePorts } from './service-ports.js';

export interface MediaServicesOptions {
  readonly backbone: Backbone;
  readonly redis: RedisServer;
  readonly ports: ServicePorts;
  /** Where the programs that are built are kept. */
  readonly cacheDir: string;
  readonly stateDir: string;
  /** A folder with a short path, for sockets and scratch files. */
  readonly runtimeDir: string;
  readonly log: (message: string) => void;
}

type Stop = () => Promise<void> | void;

interface Service {
  readonly name: MediaServiceName;
  readonly program: Program;
  /** On which it hears what it shall do. */
  readonly channel: string;
}

const SERVICES: readonly Service[] = [
  { name: 'sip', program: 'livekit-sip', channel: 'SIPInternal|CreateSIPParticipant|REQ' },
  { name: 'ingress', program: 'ingress', channel: 'IngressInternal|StartIngress|REQ' },
  { name: 'egress', program: 'egress', channel: 'EgressInternal|StartEgress|REQ' },
];

/** Brings up, one after another, those of LiveKit's services that this machine can run; says once what the others need. */
export function startMediaServices(options: MediaServicesOptions): { stop(): Promise<void> } {
  const cancel = new AbortController();
  const stops: Stop[] = [];
  const working = bringUp(options, stops, cancel.signal).catch((error: unknown) =>
    options.log(`LiveKit's services could not be started: ${(error as Error).message}`),
  );
  return {
    stop: async () => {
      cancel.abort();
      await working;
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}

async function bringUp(options: MediaServicesOptions, stops: Stop[], signal: AbortSignal): Promise<void> {
  const { cacheDir, log } = options;
  const built = SERVICES.filter(({ program }) => findProgram(program, { cacheDir }) !== null);
  const able = await runnable(built, log);
  // Those that are built first: a build takes minutes.
  for (const service of able.toSorted((a, b) => Number(built.includes(b)) - Number(built.includes(a)))) {
    if (signal.aborted) return;
    try {
      await start(service, options, stops, signal);
    } catch (error) {
      if (!signal.aborted) log(`there is no ${service.name}: ${(error as Error).message}`);
    }
  }
}

async function runnable(built: readonly Service[], log: (message: string) => void): Promise<Service[]> {
  const needs = new Map(SERVICES.map((one) => [one, needsOf([one.name], () => built.includes(one))]));
  const missing = await findMissing([...new Set([...needs.values()].flat())]);
  const able = SERVICES.filter((service) => !needs.get(service)?.some((need) => missing.includes(need)));
  if (able.length < SERVICES.length) {
    const unable = SERVICES.filter((service) => !able.includes(service)).map(({ name }) => name);
    log(`cannot run here: ${unable.join(', ')}`);
    for (const line of missingReport(missing).split('\n')) log(line);
  }
  return able;
}

async function start(
  { name, program, channel }: Service,
  options: MediaServicesOptions,
  stops: Stop[],
  signal: AbortSignal,
): Promise<void> {
  const { cacheDir, log, redis, runtimeDir } = options;
  const binary = findProgram(program, { cacheDir }) ?? (await buildProgram(program, { cacheDir, log, signal }));
  const service = await startMediaService({
    name,
    binary,
    channel,
    redis,
    log,
    signal,
    stateDir: join(options.stateDir, name),
    config: await configOf(name, options, stops, signal),
    env: { XDG_RUNTIME_DIR: runtimeDir, TMPDIR: runtimeDir },
  });
  stops.push(() => service.stop());
  log(`${name} is ready`);
}

/** With what a service needs beside it started. */
async function configOf(
  name: MediaServiceName,
  { backbone, ports, runtimeDir, log }: MediaServicesOptions,
  stops: Stop[],
  signal: AbortSignal,
): Promise<string> {
  if (name === 'sip') return sipConfig(backbone, ports.sip);
  if (name === 'ingress') return ingressConfig(backbone, ports.ingress);
  const page = await serveRecordingPage();
  stops.push(() => page.close());
  const pulse = await startPulseAudio({ binary: findTool('pulseaudio') ?? 'pulseaudio', runtimeDir, log, signal });
  stops.push(() => pulse.stop());
  return egressConfig(backbone, page.url);
}
