import { CompactSign, compactVerify, importJWK } from 'jose';
import {
  type AgreementId,
  type CompactJws,
  type OrganisationId,
  type Result,
  canonicalJson,
  ok,
  refuse,
} from '../platform/index.ts';
import { type PublicKey, type SignatureAlgorithm, checkPublicKey } from './public-key.ts';
import { type RegistrationProblem, problem } from './registration-problem.ts';
import { type SigningKey, publicPartOf } from './signing-key.ts';

/** The `typ` of a signature on an agreement: no token or assertion can be passed off as one, nor the other way round (RFC 8725 §3.11). */
const agreementSignatureType = 'assent-agreement+jws';

/** What one side states by signing: that it, for this version of this agreement, agrees to the terms with this hash. */
export interface SignedStatement {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly organisationId: OrganisationId;
  /** `hashTerms` of the terms. */
  readonly termsHash: string;
}

/** The one payload that a signature on this statement has. */
function writeStatement({ agreementId, version, organisationId, termsHash }: SignedStatement): string {
  return canonicalJson({ agreementId, organisationId, termsHash, version });
}

/**
 * Signs a statement with the side's private key, where that key lies: at the organisation, never at the gateway (rulings 19). The
 * key is a private JWK that names its `kid` and `alg`.
 */
export async function createAgreementSignature(
  statement: SignedStatement,
  privateKey: SigningKey,
): Promise<Result<string, readonly RegistrationProblem[]>> {
  const checked = checkPublicKey(publicPartOf(privateKey));
  if (!checked.ok) return checked;
  if (privateKey.d === undefined)
    return refuse([problem('d', 'private-key', 'This is a public key; signing needs the private one.')]);
  const { alg, kid } = checked.value;
  try {
    const key = await importJWK({ ...privateKey, alg }, alg);
    const signer = new CompactSign(Buffer.from(writeStatement(statement)));
    return ok(await signer.setProtectedHeader({ alg, kid, typ: agreementSignatureType }).sign(key));
  } catch {
    return refuse([problem('d', 'private-key', 'The private part does not fit the public one.')]);
  }
}

/**
 * Why a signature does not prove a statement under a key; undefined when it does. The header must hold `alg`, `kid` and `typ` and nothing else,
 * and the payload must be the statement byte for byte, so that a signature has one meaning and one spelling.
 */
export async function findSignatureFault(
  jws: CompactJws,
  statement: SignedStatement,
  key: PublicKey,
): Promise<RegistrationProblem | undefined> {
  const header: Readonly<Record<string, unknown>> = {
    alg: key.alg,
    kid: key.kid,
    typ: agreementSignatureType,
  };
  const members = Object.keys(jws.header);
  if (members.length !== 3 || members.some((member) => jws.header[member] !== header[member])) {
    return problem(
      'jws',
      'signature-header',
      `The header must be exactly alg, kid and typ "${agreementSignatureType}".`,
    );
  }
  const payload = Buffer.from(jws.text.split('.')[1] ?? '', 'base64url').toString('utf8');
  if (payload !== writeStatement(statement)) {
    return problem('jws', 'signature-statement', 'It signs another agreement, version, side or text.');
  }
  const algorithms: SignatureAlgorithm[] = [key.alg];
  try {
    await compactVerify(jws.text, await importJWK({ ...key }, key.alg), { algorithms });
    return undefined;
  } catch {
    return problem('jws', 'signature-invalid', 'The signature does not fit the registered key.');
  }
}
