/**
 * The bytes of a standard base64 text (RFC 4648 §4), or undefined when it is not the one canonical spelling of them:
 * other alphabets, missing or surplus padding, white space and non-zero trailing bits are refused.
 */
export function parseBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
