/**
 * Who may import whom. Each rule says what a breach means and what to do instead; the rooms are described in
 * docs/architecture.md. `npm run check:architecture` judges src/, type imports included.
 */

const standingRooms = [
  'agreements',
  'cases',
  'consent',
  'deadlines',
  'erasure',
  'families',
  'holds',
  'mailbox',
  'notices',
  'plans',
  'policy',
  'records',
  'relationships',
];
const surfaces = ['api', 'portal', 'console'];

/** Matches every file of the rooms. */
const inside = (...rooms) => `^src/(?:${rooms.join('|')})/`;
/** Matches an npm package, however it is resolved. */
const packages = (...names) => `(?:^|/)node_modules/(?:${names.join('|')})(?:/|$)`;

/** A room and the only rooms that it may import besides itself. */
const mayImport = (room, allowed, comment) => ({
  name: `${room}-imports`,
  severity: 'error',
  comment,
  from: { path: inside(room) },
  to: { path: '^src/', pathNot: inside(room, ...allowed) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment:
        'Two files that need each other are one idea cut in two, or a missing third. Move what both need into a file of its own, or pass it in as an argument.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'doors-only',
      severity: 'error',
      comment:
        "A file of another room was imported past its door, so that room can no longer change inside. Import src/<room>/index.ts; if the door lacks what you need, ask whether it is that room's business and add it there.",
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/.+', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'composition-through-doors',
      severity: 'error',
      comment: 'main.ts and compose.ts put rooms together as others see them: import src/<room>/index.ts.',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^src/[^/]+/.+', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    mayImport(
      'vocabulary',
      [],
      'Words depend on nothing. A function that needs the platform belongs to the room whose word it is about.',
    ),
    mayImport(
      'platform',
      [],
      'The platform knows no room. What it needs to know of one is passed in, or the function belongs to that room.',
    ),
    mayImport(
      'database',
      ['platform'],
      'The database room runs statements and knows no meaning of theirs. SQL about a room’s tables lives in that room.',
    ),
    mayImport(
      'keystore',
      ['platform', 'database'],
      'Keys know identifiers and bytes. If they must know more, the caller should pass it in as the context of the seal.',
    ),
    mayImport(
      'tlog',
      ['platform'],
      'The formats of transparency logs are the same for every log and every reader. What is special to our ledger lives in src/ledger.',
    ),
    mayImport(
      'witness',
      ['platform', 'tlog'],
      'A witness is run by somebody else and knows no gateway, no database and nobody’s records: it judges notes and proofs alone.',
    ),
    mayImport(
      'ledger',
      ['platform', 'vocabulary', 'database', 'keystore', 'tlog'],
      'Any room may append to the ledger, so the ledger imports none of them. Pass in the content of the entry.',
    ),
    mayImport(
      'pages',
      ['platform', 'database'],
      'What all pages stand on knows no family and no officer, so that one surface can change without the other. Pass it in through Surface, or put it into the surface whose word it is.',
    ),
    {
      name: 'standing-rooms-stand-alone',
      severity: 'error',
      comment:
        'Standing rooms do not know each other, or the story would be told in many places. Take the fact as plain data or as a narrow function type; the exchange (or compose.ts) brings them together.',
      from: { path: `^src/(${standingRooms.join('|')})/` },
      to: {
        path: '^src/',
        pathNot: ['^src/$1/', inside('platform', 'vocabulary', 'database', 'keystore', 'ledger')],
      },
    },
    {
      name: 'the-story-knows-no-surface',
      severity: 'error',
      comment:
        'The seven stages are the same for every surface, so they import none. Pass in what the surface knows as plain data.',
      from: { path: inside('exchange') },
      to: { path: ['^src/[^/]+\\.ts$', inside(...surfaces, 'pages', 'cli', 'region')] },
    },
    {
      name: 'surfaces-stand-apart',
      severity: 'error',
      comment:
        'Surfaces do not import each other, the command line, the demonstration or the composition: what two of them need belongs to the exchange or a standing room.',
      from: { path: `^src/(${surfaces.join('|')})/` },
      to: { path: ['^src/[^/]+\\.ts$', inside(...surfaces, 'cli', 'region')], pathNot: '^src/$1/' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      comment: 'main.ts is the process. What others need of it belongs to compose.ts or to a room.',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'express-at-the-edge',
      severity: 'error',
      comment:
        'HTTP was let in behind the edge: a request or response in a room cannot be replayed or tested without a server. Turn it into plain data in src/api, or into a Visit in src/pages.',
      from: { path: '^src/', pathNot: [inside('api', 'pages'), '^src/compose\\.ts$'] },
      to: {
        path: packages(
          'express',
          'helmet',
          'express-rate-limit',
          'express-session',
          'csrf-sync',
          '@types/express',
        ),
      },
    },
    {
      name: 'casl-in-policy',
      severity: 'error',
      comment:
        'CASL has traps that src/policy closes and pins in tests. Ask the compiled policy that src/policy hands out.',
      from: { path: '^src/', pathNot: inside('policy') },
      to: { path: packages('@casl/ability', '@casl/[^/]+') },
    },
    {
      name: 'identity-where-it-is-established',
      severity: 'error',
      comment:
        'Tokens and keys are believed in one place only, with all the checks that libraries leave out. Use what src/exchange/identify, src/pages/sign-in and src/agreements give.',
      from: {
        path: '^src/',
        pathNot: [
          inside('agreements', 'region'),
          '^src/exchange/identify[/.]',
          '^src/api/token-endpoint',
          '^src/pages/sign-in/',
        ],
      },
      to: { path: packages('jose', 'oidc-provider', '@types/oidc-provider', 'openid-client') },
    },
    {
      name: 'pg-in-database',
      severity: 'error',
      comment:
        'A connection of one’s own has no limits and no healing. Take a Pool or Queryable from src/database; types may be imported with `import type`.',
      from: { path: '^src/', pathNot: inside('database') },
      to: {
        path: packages('pg', '@types/pg', 'node-pg-migrate'),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'queue-in-exchange',
      severity: 'error',
      comment:
        'Redelivery walks the seven stages, so the worker lives in the exchange. Queue a job from SQL with graphile_worker.add_job.',
      from: { path: '^src/', pathNot: inside('database', 'exchange') },
      to: { path: packages('graphile-worker'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'operations-in-platform',
      severity: 'error',
      comment:
        'A second logger or registry would not be bound by the list of keys that may be logged. Use Logger and Metrics of src/platform; types may be imported with `import type`.',
      from: { path: '^src/', pathNot: inside('platform') },
      to: { path: packages('winston', 'prom-client'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'environment-in-platform',
      severity: 'error',
      comment:
        'Only src/platform reads the environment (ESLint forbids process.env): take the setting from Config, which refuses to start on a wrong one.',
      from: { path: '^src/', pathNot: inside('platform') },
      to: { path: '^(?:node:)?process$' },
    },
    {
      name: 'pure-parts-stay-pure',
      severity: 'error',
      comment:
        'A decision is replayed years later from its facts, so what decides reads no clock, file, network or table: pass the fact in. The time comes as an argument, from the injected Clock.',
      from: {
        path: [
          inside('vocabulary'),
          '^src/exchange/(?:decide|redact)[/.]',
          '^src/families/(?:decide-authority|authority-[^/]+|find-(?:holders|capacity|order)|ask-authority|hash-authority)\\.ts$',
          '^src/consent/(?:find-choice|find-gate|find-processing|combine-choices|consent-life|supersede)\\.ts$',
          '^src/consent/(?:notice/(?:compose-notice|shown-scope)|receipt/(?:compose|write)-receipt|reuse/reuse-agreement)\\.ts$',
          '^src/tlog/',
        ],
      },
      to: {
        path: [
          '^(?:node:)?(?:fs|net|tls|https?|http2|dns|child_process|worker_threads|timers|perf_hooks|os|process)(?:/|$)',
          inside('database'),
          '-(?:sql|store)\\.ts$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-tests-in-the-house',
      severity: 'error',
      comment:
        'What runs in production does not depend on tests or benchmarks. Move it into the room it belongs to.',
      from: { path: '^src/' },
      to: { path: '^(?:test|bench)/' },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'The package is absent from a production install. Move it to "dependencies".',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'no-unknown-packages',
      severity: 'error',
      comment: 'The import leads nowhere, or to a package that package.json does not name.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      comment:
        'The package came along with another one and may vanish with it. Add it to package.json or do without.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts'],
    },
  },
};
