/**
 * Why a file cannot go as it is.
 *
 * - `base64`: its data are not base64 as it is written (RFC 4648 §4: padded, no line breaks, no bits left over to hide in).
 * - `size`: empty, or larger than a file may be.
 * - `kind`: a kind of file that cannot be looked into here.
 * - `type`: its bytes are of another kind than it says.
 * - `form`: its bytes are not one whole file of that kind and nothing else.
 * - `metadata`: it says more than can be seen of it: who wrote it, where a photograph was taken, comments, earlier versions.
 */
export type FileDoubt = 'base64' | 'size' | 'kind' | 'type' | 'form' | 'metadata';
