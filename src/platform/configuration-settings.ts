/** One setting of the environment, as the README lists it. */
export interface ConfigurationSetting {
  readonly name: string;
  /** What it decides, in one sentence. */
  readonly meaning: string;
  /** The value without the setting in the development mode, in words where it is worked out. */
  readonly developmentDefault: string;
  /** Whether the test and production modes need it; where not, what they use instead. */
  readonly otherwise: 'required' | { readonly default: string };
}

const required = 'required';
const optional = (value: string): { readonly default: string } => ({ default: value });

/** Every setting there is. A test holds the schema and the README against this table. */
export const configurationSettings = [
  {
    name: 'ASSENT_MODE',
    meaning: 'development, test or production; must be said when NODE_ENV is production',
    developmentDefault: 'development',
    otherwise: required,
  },
  {
    name: 'ASSENT_HOST',
    meaning: 'address to listen on',
    developmentDefault: '127.0.0.1',
    otherwise: optional('127.0.0.1'),
  },
  {
    name: 'ASSENT_PORT',
    meaning: 'port to listen on (0: any free one)',
    developmentDefault: '8443',
    otherwise: optional('8443'),
  },
  {
    name: 'ASSENT_PUBLIC_URL',
    meaning: 'https origin under which systems reach the gateway; nothing is ever derived from a Host header',
    developmentDefault: 'https://localhost:<port>',
    otherwise: required,
  },
  {
    name: 'ASSENT_DATA_DIR',
    meaning: 'directory of the embedded database and of generated development secrets',
    developmentDefault: '.data',
    otherwise: optional('.data'),
  },
  {
    name: 'ASSENT_CERTS_DIR',
    meaning: 'directory of the development certificates',
    developmentDefault: 'certs',
    otherwise: optional('certs'),
  },
  {
    name: 'DATABASE_URL',
    meaning:
      'PostgreSQL 15 or later, as role assent_gateway; in development also as an owner who may create roles and databases',
    developmentDefault: 'an embedded PostgreSQL in the data directory',
    otherwise: required,
  },
  {
    name: 'DATABASE_OWNER_URL',
    meaning: 'the same database as its owner, for migrations only: not for the serving process',
    developmentDefault: 'worked out from DATABASE_URL',
    otherwise: optional('none: migrations cannot be run'),
  },
  {
    name: 'KEYSTORE_URL',
    meaning: 'the key store, a database of its own with its own backups, as role assent_gateway',
    developmentDefault: 'worked out from DATABASE_URL',
    otherwise: required,
  },
  {
    name: 'KEYSTORE_OWNER_URL',
    meaning: 'the key store as its owner, for migrations and key rotation only',
    developmentDefault: 'worked out from DATABASE_URL',
    otherwise: optional('none: migrations cannot be run'),
  },
  {
    name: 'DATABASE_ERASER_URL',
    meaning: 'the main database as role assent_eraser, for erasure only: not for the serving process',
    developmentDefault: 'worked out from DATABASE_URL',
    otherwise: optional('none: erasures cannot be run'),
  },
  {
    name: 'KEYSTORE_ERASER_URL',
    meaning: 'the key store as role assent_eraser, for erasure only: not for the serving process',
    developmentDefault: 'worked out from DATABASE_URL',
    otherwise: optional('none: erasures cannot be run'),
  },
  {
    name: 'ASSENT_KEK_FILE',
    meaning:
      'file with the key-encryption key of the key store: 32 bytes, raw or base64; ASSENT_KEK or ASSENT_KMS_URL may give the key instead',
    developmentDefault: 'generated once',
    otherwise: required,
  },
  {
    name: 'ASSENT_KEK',
    meaning: 'the key-encryption key itself, in base64, where secrets come with the environment',
    developmentDefault: 'none',
    otherwise: optional('none'),
  },
  {
    name: 'ASSENT_KMS_URL',
    meaning:
      'https address at which a key-management service unwraps the key-encryption key when the process starts (Transit engine of Vault or OpenBao: …/v1/transit/decrypt/<key>)',
    developmentDefault: 'none',
    otherwise: optional('none'),
  },
  {
    name: 'ASSENT_KMS_TOKEN_FILE',
    meaning: 'file with the token that the key-management service knows the gateway by',
    developmentDefault: 'none: needed with ASSENT_KMS_URL',
    otherwise: optional('none: needed with ASSENT_KMS_URL'),
  },
  {
    name: 'ASSENT_KMS_CA_FILE',
    meaning: 'file with the authority that vouches for the key-management service: PEM',
    developmentDefault: 'the public ones',
    otherwise: optional('the public ones'),
  },
  {
    name: 'ASSENT_WRAPPED_KEK_FILE',
    meaning: 'file with the key-encryption key as the key-management service wrapped it',
    developmentDefault: 'none: needed with ASSENT_KMS_URL',
    otherwise: optional('none: needed with ASSENT_KMS_URL'),
  },
  {
    name: 'ASSENT_RETIRED_KEK_FILE',
    meaning: 'file with the key-encryption key that is being replaced, while keys are wrapped anew',
    developmentDefault: 'none',
    otherwise: optional('none'),
  },
  {
    name: 'ASSENT_LOOKUP_KEY_FILE',
    meaning: 'file with the key of the lookup hashes: 32 bytes, raw or base64',
    developmentDefault: 'generated once',
    otherwise: required,
  },
  {
    name: 'ASSENT_ERASURE_LIST_FILE',
    meaning:
      'file outside both databases and their backups in which every erasure is written down by random identifiers; a restore replays it',
    developmentDefault: 'erasure-list in the data directory',
    otherwise: optional('none: erasures and restores cannot be run'),
  },
  {
    name: 'ASSENT_RETENTION_YEARS',
    meaning:
      'years that a record is kept, by what they are counted from, such as birth=35,lookedAfter=75,death=15,adoption=100,lastContact=25 (docs/domain/01 §1.11)',
    developmentDefault: 'birth=25,lookedAfter=75,death=15,adoption=100,lastContact=25',
    otherwise: optional('birth=25,lookedAfter=75,death=15,adoption=100,lastContact=25'),
  },
  {
    name: 'ASSENT_LEDGER_KEY_FILE',
    meaning: 'file with the Ed25519 private key that signs checkpoints: PEM (PKCS #8)',
    developmentDefault: 'generated once',
    otherwise: required,
  },
  {
    name: 'ASSENT_RECEIPT_KEY_FILE',
    meaning: 'file with the Ed25519 private key that signs the receipts of choices: PEM (PKCS #8)',
    developmentDefault: 'generated once',
    otherwise: required,
  },
  {
    name: 'ASSENT_LEDGER_ORIGIN',
    meaning:
      'name of this ledger in its checkpoints, such as assent.example.gov.uk/ledger; never changed once used',
    developmentDefault: 'assent.localhost/ledger',
    otherwise: required,
  },
  {
    name: 'ASSENT_WITNESS_POLICY_FILE',
    meaning:
      'file that names the witnesses of the ledger, where they are reached, and which of them are enough (c2sp.org/tlog-policy); `quorum none` in it for none',
    developmentDefault: 'two witnesses of its own, of which both are enough',
    otherwise: required,
  },
  {
    name: 'ASSENT_WITNESS_GRACE_MINUTES',
    meaning:
      'minutes that the ledger may go on without its witnesses before nothing leaves any more (1 to 1440)',
    developmentDefault: '240',
    otherwise: optional('240'),
  },
  {
    name: 'ASSENT_WITNESS_BACKLOG',
    meaning: 'entries that may be without witnesses before nothing leaves any more',
    developmentDefault: '100000',
    otherwise: optional('100000'),
  },
  {
    name: 'ASSENT_TLS_CERT_FILE',
    meaning: 'file with the server certificate and its chain: PEM',
    developmentDefault: '<certs>/gateway.crt',
    otherwise: required,
  },
  {
    name: 'ASSENT_TLS_KEY_FILE',
    meaning: 'file with the private key of the server certificate: PEM',
    developmentDefault: '<certs>/gateway.key',
    otherwise: required,
  },
  {
    name: 'ASSENT_CLIENT_CA_FILE',
    meaning: 'file with the authorities whose certificates systems present: PEM',
    developmentDefault: '<certs>/ca.crt',
    otherwise: required,
  },
  {
    name: 'ASSENT_TOKEN_ISSUER',
    meaning: 'issuer of access tokens, exactly as in their iss',
    developmentDefault: 'the gateway itself (the public URL)',
    otherwise: optional('the gateway itself (the public URL)'),
  },
  {
    name: 'ASSENT_TOKEN_AUDIENCE',
    meaning: 'audience that access tokens must name',
    developmentDefault: 'the public URL',
    otherwise: optional('the public URL'),
  },
  {
    name: 'ASSENT_TOKEN_JWKS_URI',
    meaning: 'https address of the external issuer’s keys',
    developmentDefault: 'none: needed with an external issuer',
    otherwise: optional('none: needed with an external issuer'),
  },
  {
    name: 'ASSENT_POLICY_DIR',
    meaning: 'directory of the policy bundles',
    developmentDefault: 'policies',
    otherwise: optional('policies'),
  },
  {
    name: 'ASSENT_POLICY',
    meaning: 'the policy bundle in force',
    developmentDefault: 'BASE-1',
    otherwise: optional('BASE-1'),
  },
  {
    name: 'ASSENT_CODES_FILE',
    meaning: 'a file that says what partners’ codes mean, beside the gateway’s own table',
    developmentDefault: 'none',
    otherwise: optional('none'),
  },
  {
    name: 'ASSENT_CLOCKS_FILE',
    meaning: 'a file in which a partnership sets deadlines of its own and makes those of the law stricter',
    developmentDefault: 'none',
    otherwise: optional('none'),
  },
  {
    name: 'ASSENT_DUTY_PHONE',
    meaning: 'telephone number told to a sender whose urgent message is refused',
    developmentDefault: '020 7946 0000 (a number that leads nowhere)',
    otherwise: required,
  },
  {
    name: 'ASSENT_OPERATOR',
    meaning:
      'the registered organisation whose officers look at cases that belong to no single one, such as a number that an adoption retired',
    developmentDefault: 'none: see docs/decisions/0011',
    otherwise: optional('none: see docs/decisions/0011'),
  },
  {
    name: 'ASSENT_HOLD_WORKING_DAYS',
    meaning:
      'working days that something may wait for a judgement before it is handed up, by reason, such as HOLD_CONSENT_CONFLICT=3,HOLD_UNLABELLED=2',
    developmentDefault: 'as docs/decisions/0009 says',
    otherwise: optional('as docs/decisions/0009 says'),
  },
  {
    name: 'ASSENT_EMERGENCY_MINUTES',
    meaning: 'minutes for which an emergency access holds at most (5 to 240)',
    developmentDefault: '60',
    otherwise: optional('60'),
  },
  {
    name: 'ASSENT_RECORD_PARTS',
    meaning:
      'parts that a record which another organisation is asked for may have (1 to 5000); each is decided and written down by itself while whoever asked waits, and a larger record is given to nobody',
    developmentDefault: '2000',
    otherwise: optional('2000'),
  },
  {
    name: 'ASSENT_URGENT_DEADLINE_SECONDS',
    meaning:
      'seconds within which urgent safeguarding is decided and written down, or answered “not delivered: phone” (1 to 60)',
    developmentDefault: '4',
    otherwise: optional('4'),
  },
  {
    name: 'ASSENT_DEADLINE_SECONDS',
    meaning: 'seconds within which any other request is decided and written down, or answered 503 (1 to 60)',
    developmentDefault: '12',
    otherwise: optional('12'),
  },
  {
    name: 'ASSENT_REQUESTS_PER_MINUTE',
    meaning:
      'requests that one system may make in a minute, at all replicas together, before it is told to wait',
    developmentDefault: '3000',
    otherwise: optional('3000'),
  },
  {
    name: 'ASSENT_REQUESTS_AT_ONCE',
    meaning:
      'requests that one replica answers at once; routine ones beyond them are shed with 503, what may be urgent safeguarding never is',
    developmentDefault: '64',
    otherwise: optional('64'),
  },
  {
    name: 'ASSENT_DRAIN_SECONDS',
    meaning:
      'seconds that a replica which is told to end goes on taking requests, not ready any more, so that a balancer takes it out first (0 to 60)',
    developmentDefault: '0',
    otherwise: optional('0'),
  },
  {
    name: 'ASSENT_DATABASE_WAIT_SECONDS',
    meaning:
      'the longest wait, in seconds, for a connection to a database, after which a request is answered 503 (1 to 60)',
    developmentDefault: '5',
    otherwise: optional('5'),
  },
  {
    name: 'ASSENT_PORTAL_URL',
    meaning: 'https origin under which families reach their portal; without it there is no portal',
    developmentDefault: 'https://localhost:<portal port>',
    otherwise: optional('none: there is no portal'),
  },
  {
    name: 'ASSENT_PORTAL_PORT',
    meaning: 'port on which the portal listens, without asking for certificates (0: any free one)',
    developmentDefault: '8444',
    otherwise: optional('8444'),
  },
  {
    name: 'ASSENT_SESSION_KEY_FILE',
    meaning: 'file with the key that signs the cookies of people’s sessions: 32 bytes, raw or base64',
    developmentDefault: 'generated once',
    otherwise: optional('none: needed with a portal or a console'),
  },
  {
    name: 'ASSENT_SIGN_IN_ISSUER',
    meaning: 'issuer of the OpenID Connect provider with which families sign in, such as NHS login',
    developmentDefault: 'https://localhost:8445 (the region’s own provider)',
    otherwise: optional('none: needed with a portal'),
  },
  {
    name: 'ASSENT_SIGN_IN_CLIENT_ID',
    meaning: 'name under which that provider knows the portal',
    developmentDefault: 'assent-portal',
    otherwise: optional('none: needed with a portal'),
  },
  {
    name: 'ASSENT_SIGN_IN_KEY_FILE',
    meaning:
      'file with the private key with which the portal proves itself there (private_key_jwt): EC P-256 (ES256) or RSA (RS512), PEM',
    developmentDefault: 'generated once',
    otherwise: optional('none: needed with a portal'),
  },
  {
    name: 'ASSENT_SIGN_IN_LEVELS',
    meaning: 'vectors of trust that are good enough to see what is personal, the first asked for first',
    developmentDefault: 'P9.Cp.Cd,P9.Cp.Ck,P9.Cm',
    otherwise: optional('P9.Cp.Cd,P9.Cp.Ck,P9.Cm'),
  },
  {
    name: 'ASSENT_CONSOLE_URL',
    meaning: 'https origin under which officers reach their console; without it there is no console',
    developmentDefault: 'https://localhost:<console port>',
    otherwise: optional('none: there is no console'),
  },
  {
    name: 'ASSENT_CONSOLE_PORT',
    meaning: 'port on which the console listens, without asking for certificates (0: any free one)',
    developmentDefault: '8446',
    otherwise: optional('8446'),
  },
  {
    name: 'ASSENT_STAFF_ISSUER',
    meaning: 'issuer of the OpenID Connect provider with which staff sign in, such as NHS CIS2',
    developmentDefault: 'https://localhost:8447 (the region’s own provider)',
    otherwise: optional('none: needed with a console'),
  },
  {
    name: 'ASSENT_STAFF_CLIENT_ID',
    meaning: 'name under which that provider knows the console',
    developmentDefault: 'assent-console',
    otherwise: optional('none: needed with a console'),
  },
  {
    name: 'ASSENT_STAFF_KEY_FILE',
    meaning:
      'file with the private key with which the console proves itself there (private_key_jwt): EC P-256 (ES256) or RSA (RS512), PEM',
    developmentDefault: 'generated once',
    otherwise: optional('none: needed with a console'),
  },
  {
    name: 'ASSENT_STAFF_LEVELS',
    meaning: 'authentication context classes (`acr`) that are good enough to see what is personal',
    developmentDefault: 'AAL2,AAL3',
    otherwise: optional('AAL2,AAL3'),
  },
  {
    name: 'ASSENT_STAFF_ORGANISATIONS',
    meaning: 'the organisations whose staff that provider may name; it is believed about no other',
    developmentDefault: 'the region’s council, trusts and school',
    otherwise: optional('none: needed with a console'),
  },
  {
    name: 'ASSENT_STAFF_CLAIMS',
    meaning:
      'in which form that provider says who somebody is: PLAIN (`staff_id` and `organisation`), CIS2 (NHS CIS2 with `selectedrole`) or DFE (DfE Sign-in with `organisation`)',
    developmentDefault: 'PLAIN',
    otherwise: optional('PLAIN'),
  },
  {
    name: 'ASSENT_STAFF_ROLES',
    meaning:
      'with CIS2: role codes of the vocabulary by national job-role codes, such as R8001=GP; whoever selected another role is not let in',
    developmentDefault: 'none: nobody comes by a role',
    otherwise: optional('none: nobody comes by a role'),
  },
  {
    name: 'ASSENT_METRICS_TOKEN_FILE',
    meaning: 'file with the bearer token that /metrics asks for',
    developmentDefault: 'none: /metrics answers on loopback only',
    otherwise: optional('none: /metrics answers on loopback only'),
  },
  {
    name: 'ASSENT_CARRIERS_FILE',
    meaning:
      'JSON file that names who carries e-mails, text messages and MESH messages, and the files with their secrets (docs/deliveries.md)',
    developmentDefault: 'none: nobody is told outside the portal',
    otherwise: optional('none: nobody is told outside the portal'),
  },
  {
    name: 'ASSENT_LOG_LEVEL',
    meaning: 'error, warn, info or debug',
    developmentDefault: 'info',
    otherwise: optional('info'),
  },
] as const satisfies readonly ConfigurationSetting[];

/** The name of a setting. */
export type SettingName = (typeof configurationSettings)[number]['name'];

/** Settings as texts: those of the environment that are not empty, and the defaults of the mode. */
export type SettingTexts = Readonly<Partial<Record<SettingName, string>>>;
