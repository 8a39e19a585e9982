import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readCarriers } from './carriers-file.ts';
import {
  type SecretFinding,
  parseSymmetricKey,
  readBearerToken,
  readClientKey,
  readSigningKey,
  readSymmetricKey,
} from './key-files.ts';
import type { SettingName } from './configuration-settings.ts';
import { staffClaims } from './staff-claims.ts';

const path = z.string().transform((text) => resolve(text));

const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.origin !== text.replace(/\/$/, '')) {
    context.addIssue('must be an https origin, such as https://assent.example.gov.uk');
    return z.NEVER;
  }
  return url.origin;
});

const httpsAddress = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.hash === '';
}, 'must be an https address');

const databaseUrl = z
  .string()
  .refine(
    (text) =>
      /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? '') &&
      (URL.parse(text)?.pathname.length ?? 0) > 1,
    'must be a postgresql URL that names a database',
  );

const secretFile = <Secret>(read: (file: string) => SecretFinding<Secret>) =>
  path.transform((file, context) => {
    const found = read(file);
    if ('problem' in found) {
      context.addIssue(found.problem);
      return z.NEVER;
    }
    return found;
  });

const textFile = path.transform((file, context) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    context.addIssue('names a file that cannot be read');
    return z.NEVER;
  }
});

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a port');

const seconds = z
  .string()
  .regex(/^(?:[1-9]|[1-5]\d|60)$/, 'must be a whole number of seconds from 1 to 60')
  .transform(Number);

/** What each setting must look like by itself, whatever the mode. What they must be together is in `check-config.ts`. */
export const configSchema = z.object({
  ASSENT_MODE: z.enum(['development', 'test', 'production'], 'must be development, test or production'),
  ASSENT_HOST: z.string().regex(/^[0-9A-Za-z.:-]+$/, 'must be an address to listen on'),
  ASSENT_PORT: port,
  ASSENT_PUBLIC_URL: origin,
  ASSENT_DATA_DIR: path,
  ASSENT_CERTS_DIR: path,
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_OWNER_URL: databaseUrl.optional(),
  DATABASE_ERASER_URL: databaseUrl.optional(),
  KEYSTORE_URL: databaseUrl.optional(),
  KEYSTORE_OWNER_URL: databaseUrl.optional(),
  KEYSTORE_ERASER_URL: databaseUrl.optional(),
  ASSENT_KEK_FILE: secretFile(readSymmetricKey).optional(),
  ASSENT_KEK: z
    .string()
    .transform((text, context) => {
      const found = parseSymmetricKey(text);
      if (typeof found !== 'string') return found;
      context.addIssue(found);
      return z.NEVER;
    })
    .optional(),
  ASSENT_KMS_URL: httpsAddress.optional(),
  ASSENT_KMS_TOKEN_FILE: secretFile(readBearerToken).optional(),
  ASSENT_KMS_CA_FILE: path.optional(),
  ASSENT_WRAPPED_KEK_FILE: path.optional(),
  ASSENT_RETIRED_KEK_FILE: secretFile(readSymmetricKey).optional(),
  ASSENT_LOOKUP_KEY_FILE: secretFile(readSymmetricKey),
  ASSENT_ERASURE_LIST_FILE: path.optional(),
  ASSENT_RETENTION_YEARS: z
    .string()
    .regex(
      /^birth=\d{1,3},lookedAfter=\d{1,3},death=\d{1,3},adoption=\d{1,3},lastContact=\d{1,3}$/,
      'must name all five periods in years, such as birth=25,lookedAfter=75,death=15,adoption=100,lastContact=25',
    )
    .transform((text) => {
      const [birth = 0, lookedAfter = 0, death = 0, adoption = 0, lastContact = 0] = text
        .split(',')
        .map((pair) => Number(pair.split('=')[1]));
      return { birth, lookedAfter, death, adoption, lastContact };
    })
    .refine(
      (years) => Object.values(years).every((each) => each > 0),
      'must keep everything for a year or more',
    ),
  ASSENT_LEDGER_KEY_FILE: secretFile(readSigningKey),
  ASSENT_RECEIPT_KEY_FILE: secretFile(readSigningKey),
  // A C2SP checkpoint origin: a name without scheme, spaces or plus signs.
  ASSENT_LEDGER_ORIGIN: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?(?:\/[A-Za-z0-9._~-]+)*$/,
      'must be a name without scheme, such as assent.example.gov.uk/ledger',
    ),
  ASSENT_WITNESS_POLICY_FILE: textFile.optional(),
  ASSENT_WITNESS_GRACE_MINUTES: z
    .string()
    .regex(/^(?:[1-9]\d{0,2}|1[0-3]\d\d|14[0-3]\d|1440)$/, 'must be a whole number of minutes from 1 to 1440')
    .transform(Number),
  ASSENT_WITNESS_BACKLOG: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of entries from 1 to 999999999')
    .transform(Number),
  ASSENT_TLS_CERT_FILE: path,
  ASSENT_TLS_KEY_FILE: path,
  ASSENT_CLIENT_CA_FILE: path,
  ASSENT_TOKEN_ISSUER: httpsAddress.optional(),
  ASSENT_TOKEN_AUDIENCE: z.string().max(300, 'is too long').optional(),
  ASSENT_TOKEN_JWKS_URI: httpsAddress.optional(),
  ASSENT_POLICY_DIR: path,
  ASSENT_POLICY: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,63}$/, 'must be the name of a policy bundle, such as BASE-1'),
  ASSENT_CODES_FILE: path.optional(),
  ASSENT_CLOCKS_FILE: path.optional(),
  ASSENT_HOLD_WORKING_DAYS: z
    .string()
    .regex(
      /^HOLD_[A-Z_]+=[1-9]\d?(?:,HOLD_[A-Z_]+=[1-9]\d?)*$/,
      'must name reasons with working days from 1 to 99, such as HOLD_CONSENT_CONFLICT=3',
    )
    .transform((text) =>
      Object.fromEntries(
        text.split(',').map((pair): readonly [string, number] => {
          const [reason = '', days] = pair.split('=');
          return [reason, Number(days)];
        }),
      ),
    )
    .optional(),
  ASSENT_OPERATOR: z
    .string()
    .regex(
      /^(?:ods|gss|urn|laestab|la|ukprn):[A-Z0-9]{3,12}$/,
      'must be an identifier of a registered organisation, such as ods:Z9Z9A',
    )
    .optional(),
  ASSENT_DUTY_PHONE: z.string().regex(/^\+?[0-9][0-9 ]{4,20}$/, 'must be a telephone number'),
  ASSENT_EMERGENCY_MINUTES: z
    .string()
    .regex(/^(?:[5-9]|[1-9]\d|1\d\d|2[0-3]\d|240)$/, 'must be a whole number of minutes from 5 to 240')
    .transform(Number),
  ASSENT_RECORD_PARTS: z
    .string()
    .regex(/^(?:[1-9]\d{0,2}|[1-4]\d{3}|5000)$/, 'must be a whole number of parts from 1 to 5000')
    .transform(Number),
  ASSENT_URGENT_DEADLINE_SECONDS: seconds,
  ASSENT_DEADLINE_SECONDS: seconds,
  ASSENT_REQUESTS_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'must be a whole number of requests from 1 to 9999999')
    .transform(Number),
  ASSENT_REQUESTS_AT_ONCE: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a whole number of requests from 1 to 9999')
    .transform(Number),
  ASSENT_DRAIN_SECONDS: z
    .string()
    .regex(/^(?:\d|[1-5]\d|60)$/, 'must be a whole number of seconds from 0 to 60')
    .transform(Number),
  ASSENT_DATABASE_WAIT_SECONDS: z
    .string()
    .regex(/^(?:[1-9]|[1-5]\d|60)$/, 'must be a whole number of seconds from 1 to 60')
    .transform(Number),
  ASSENT_PORTAL_URL: origin.optional(),
  ASSENT_PORTAL_PORT: port,
  ASSENT_SESSION_KEY_FILE: secretFile(readSymmetricKey).optional(),
  ASSENT_SIGN_IN_ISSUER: httpsAddress.optional(),
  ASSENT_SIGN_IN_CLIENT_ID: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be a client identifier')
    .optional(),
  ASSENT_SIGN_IN_KEY_FILE: secretFile(readClientKey).optional(),
  // Vectors of trust (RFC 8485), the first the one that is asked for first.
  ASSENT_SIGN_IN_LEVELS: z
    .string()
    .regex(
      /^P\d+(?:\.[A-Z][a-z])*(?:,P\d+(?:\.[A-Z][a-z])*)*$/,
      'must be vectors of trust, such as P9.Cp.Cd,P9.Cp.Ck,P9.Cm',
    )
    .transform((text) => text.split(',')),
  ASSENT_CONSOLE_URL: origin.optional(),
  ASSENT_CONSOLE_PORT: port,
  ASSENT_STAFF_ISSUER: httpsAddress.optional(),
  ASSENT_STAFF_CLIENT_ID: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be a client identifier')
    .optional(),
  ASSENT_STAFF_KEY_FILE: secretFile(readClientKey).optional(),
  ASSENT_STAFF_LEVELS: z
    .string()
    .regex(
      /^[\x21-\x2b\x2d-\x7e]{1,200}(?:,[\x21-\x2b\x2d-\x7e]{1,200})*$/,
      'must be authentication context classes, such as AAL2,AAL3',
    )
    .transform((text) => text.split(',')),
  ASSENT_STAFF_ORGANISATIONS: z
    .string()
    .regex(
      /^(?:ods|gss|urn|laestab|la|ukprn):[A-Z0-9]{3,12}(?:,(?:ods|gss|urn|laestab|la|ukprn):[A-Z0-9]{3,12})*$/,
      'must be identifiers of registered organisations, such as ods:Z9Z9A,urn:999001',
    )
    .transform((text) => text.split(','))
    .optional(),
  ASSENT_STAFF_CLAIMS: z.enum(staffClaims, `must be ${staffClaims.join(', ')}`),
  ASSENT_STAFF_ROLES: z
    .string()
    .regex(
      /^[A-Za-z0-9:]{1,60}=[A-Z_]{2,40}(?:,[A-Za-z0-9:]{1,60}=[A-Z_]{2,40})*$/,
      'must be roles by the provider’s codes, such as R8001=GP,R8000=PAED',
    )
    .transform((text) => text.split(',').map((pair) => pair.split('=') as [string, string]))
    .optional(),
  ASSENT_METRICS_TOKEN_FILE: secretFile(readBearerToken).optional(),
  ASSENT_CARRIERS_FILE: path
    .transform((file, context) => {
      const found = readCarriers(file);
      if ('carriers' in found) return found.carriers;
      for (const problem of found.problems) context.addIssue(problem);
      return z.NEVER;
    })
    .optional(),
  ASSENT_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug'),
} satisfies Record<SettingName, z.ZodType>);

/** The settings after each was read by itself. */
export type ReadSettings = z.infer<typeof configSchema>;
