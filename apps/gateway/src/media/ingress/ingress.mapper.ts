import {
  IngressAudioOptions,
  IngressVideoOptions,
  type CreateIngressOptions,
  type IngressInfo,
  type UpdateIngressOptions,
} from '@foyer/livekit';
import type { CreateUrlIngressBody, CreateWhipIngressBody, NewIngressBody, UpdateIngressBody } from './ingress.dto.js';
import type { IngressBody } from './ingress-info.dto.js';
import type { IngressAudioBody, IngressVideoBody } from './ingress-tracks.dto.js';

/** LiveKit's own JSON of an ingress, with every field. */
export function toIngressBody(info: IngressInfo): IngressBody {
  return info.toJson({ emitDefaultValues: true }) as unknown as IngressBody;
}

export const withoutStreamKey = (ingress: IngressBody): IngressBody => ({ ...ingress, streamKey: '' });

/** Of every kind of ingress. */
export type NewIngress = NewIngressBody &
  Partial<Pick<CreateWhipIngressBody, 'name' | 'enabled' | 'enableTranscoding'> & Pick<CreateUrlIngressBody, 'url'>>;

export const toCreateOptions = ({ audio, video, ...rest }: NewIngress): CreateIngressOptions => ({
  ...rest,
  ...toMediaOptions({ audio, video }),
});

/** LiveKit leaves a name alone that is empty; its client wants to be told one all the same. */
export const toUpdateOptions = ({ name = '', audio, video, ...rest }: UpdateIngressBody): UpdateIngressOptions => ({
  ...rest,
  name,
  ...toMediaOptions({ audio, video }),
});

interface Media {
  readonly audio?: IngressAudioBody;
  readonly video?: IngressVideoBody;
}

function toMediaOptions({ audio, video }: Media): { audio?: IngressAudioOptions; video?: IngressVideoOptions } {
  return {
    ...(audio === undefined ? {} : { audio: IngressAudioOptions.fromJson(asJson(audio), LENIENT) }),
    ...(video === undefined ? {} : { video: IngressVideoOptions.fromJson(asJson(withKnownLayers(video)), LENIENT) }),
  };
}

/** Of a layer only what the contract names: the rest of it LiveKit fills in by itself. */
function withKnownLayers({ options, ...rest }: IngressVideoBody): object {
  if (options === undefined) return rest;
  const layers = options.layers?.map(({ quality, width, height, bitrate }) => ({ quality, width, height, bitrate }));
  return { ...rest, options: { ...options, layers } };
}

/** As with every body: keys that nobody knows are ignored, also far inside. */
const LENIENT = { ignoreUnknownFields: true } as const;

type ProtobufJson = Parameters<typeof IngressAudioOptions.fromJson>[0];

/** Without the fields that are not there, which protobuf cannot read. */
const asJson = (value: object): ProtobufJson => JSON.parse(JSON.stringify(value)) as ProtobufJson;
