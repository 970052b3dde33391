/** A change to upstream's text, made to a copy in the build. */
export interface SourcePatch {
  readonly file: string;
  /** Stands in `file` exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface ProgramSource {
  /** Under tools/livekit: go.mod, go.sum and what is our own. */
  readonly folder: string;
  /** Whose version in go.mod is the program's. */
  readonly module: string;
  /** What is compiled. */
  readonly package: string;
  readonly patch?: SourcePatch;
}

/**
 * The decodebin3 of GStreamer 1.22 takes a source that pushes only where that announces its format, and ingress gives it
 * a bare queue2 for the inputs that it reads from a URL: an element that finds the format goes between the two.
 */
const INGRESS_FINDS_TYPES: SourcePatch = {
  file: 'vendor/github.com/livekit/ingress/pkg/media/urlpull/source.go',
  find: '\tpad := queue.GetStaticPad("src")\n',
  replace: `	find, err := gst.NewElement("typefind")
	if err != nil {
		return nil, err
	}
	if err = bin.Add(find); err != nil {
		return nil, err
	}
	if err = queue.Link(find); err != nil {
		return nil, err
	}
	pad := find.GetStaticPad("src")
`,
};

/** LiveKit's programs by their names, under which they also look for themselves on PATH. */
export const PROGRAMS = {
  'livekit-server': {
    folder: 'livekit-server',
    module: 'github.com/livekit/livekit-server',
    package: 'github.com/livekit/livekit-server/cmd/server',
  },
  egress: { folder: 'egress', module: 'github.com/livekit/egress', package: '.' },
  ingress: {
    folder: 'ingress',
    module: 'github.com/livekit/ingress',
    package: 'github.com/livekit/ingress/cmd/server',
    patch: INGRESS_FINDS_TYPES,
  },
  'livekit-sip': { folder: 'sip', module: 'github.com/livekit/sip', package: 'github.com/livekit/sip/cmd/livekit-sip' },
} as const satisfies Record<string, ProgramSource>;

export type Program = keyof typeof PROGRAMS;
