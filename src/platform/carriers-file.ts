import { type KeyObject, createSecretKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

/** The mail server that takes e-mails. Secrets are key objects, which do not print their content. */
export interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: KeyObject | null;
  readonly authority: string | null;
  readonly from: string;
}

/** The service that sends text messages. */
export interface TextConfig {
  readonly url: string;
  readonly token: KeyObject;
  readonly authority: string | null;
}

/** The gateway's own MESH mailbox, and the service where it is. */
export interface MeshConfig {
  /** https origin. */
  readonly url: string;
  readonly mailbox: string;
  readonly password: KeyObject;
  readonly sharedKey: KeyObject;
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
  readonly authority: string;
  readonly workflow: string;
  /** Bytes of one chunk, once compressed. */
  readonly chunkBytes: number;
}

/** Who carries what the gateway itself does not bring; null where nobody does. */
export interface CarriersConfig {
  readonly email: MailConfig | null;
  readonly text: TextConfig | null;
  readonly mesh: MeshConfig | null;
}

export const noCarriers: CarriersConfig = { email: null, text: null, mesh: null };

const file = z.string().min(1);
const httpsUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.hash === '';
});
const address = z.string().regex(/^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,253}$/);

const carriersSchema = z.strictObject({
  email: z
    .strictObject({
      server: z.string().regex(/^smtps?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/),
      user: z.string().min(1).optional(),
      passwordFile: file.optional(),
      authorityFile: file.optional(),
      from: address,
    })
    .refine(({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined))
    .optional(),
  text: z.strictObject({ url: httpsUrl, tokenFile: file, authorityFile: file.optional() }).optional(),
  mesh: z
    .strictObject({
      url: httpsUrl,
      mailbox: z.string().regex(/^[A-Z0-9_]{4,100}$/),
      passwordFile: file,
      sharedKeyFile: file,
      certificateFile: file,
      keyFile: file,
      authorityFile: file,
      workflow: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
      chunkBytes: z.number().int().min(1_000).max(100_000_000).default(20_000_000),
    })
    .optional(),
});

/** The carriers, or what is wrong with the file in words that repeat nothing of it. */
export type CarriersFinding =
  { readonly carriers: CarriersConfig } | { readonly problems: readonly string[] };

/** Reads the file that says who carries messages (docs/deliveries.md), and the files that it names, relative to itself. */
export function readCarriers(path: string): CarriersFinding {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { problems: ['names a file that cannot be read'] };
  }
  const parsed = carriersSchema.safeParse(parseOrNull(text));
  if (!parsed.success) {
    const places = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole'))];
    return { problems: places.map((place) => `names a file in which ${place} is not of its form`) };
  }
  const problems: string[] = [];
  const read = (name: string, isSecret: boolean): string => {
    const place = resolve(dirname(path), name);
    try {
      if (isSecret && (statSync(place).mode & 0o007) !== 0)
        problems.push('names a file whose secrets everybody can read');
      return readFileSync(place, 'utf8').trim();
    } catch {
      problems.push('names a file that names one that cannot be read');
      return 'unread';
    }
  };
  const secret = (name: string): KeyObject => createSecretKey(Buffer.from(read(name, true) || 'empty'));
  const plain = (name: string | undefined): string | null => (name === undefined ? null : read(name, false));
  const { email, text: texts, mesh } = parsed.data;
  const carriers: CarriersConfig = {
    email:
      email === undefined
        ? null
        : {
            ...readServer(email.server),
            user: email.user ?? null,
            password: email.passwordFile === undefined ? null : secret(email.passwordFile),
            authority: plain(email.authorityFile),
            from: email.from,
          },
    text:
      texts === undefined
        ? null
        : { url: texts.url, token: secret(texts.tokenFile), authority: plain(texts.authorityFile) },
    mesh:
      mesh === undefined
        ? null
        : {
            url: mesh.url.replace(/\/$/, ''),
            mailbox: mesh.mailbox,
            password: secret(mesh.passwordFile),
            sharedKey: secret(mesh.sharedKeyFile),
            certificate: read(mesh.certificateFile, false),
            key: secret(mesh.keyFile),
            authority: read(mesh.authorityFile, false),
            workflow: mesh.workflow,
            chunkBytes: mesh.chunkBytes,
          },
  };
  return problems.length > 0 ? { problems: [...new Set(problems)] } : { carriers };
}

/** `smtps` is TLS from the first byte (RFC 8314); `smtp` begins in clear and goes on under STARTTLS. */
function readServer(text: string): Pick<MailConfig, 'host' | 'port' | 'secure'> {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  return { host: url.hostname, port: url.port === '' ? (secure ? 465 : 587) : Number(url.port), secure };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
