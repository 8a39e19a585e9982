import { londonDate } from '../../platform/index.ts';
import type { PolicyFile } from '../../policy/index.ts';

/** What a new draft begins with: a bundle of the partnership's own that changes nothing yet. */
export function composeFirstText(
  { bundle, version }: { readonly bundle: string; readonly version: number },
  at: Date,
): readonly PolicyFile[] {
  const lines = [
    '# What this partnership makes stricter, and why. What does not stand here is as in the baseline.',
    'bundle: LOCAL-1',
    'version: 1',
    'status: in-force',
    `effectiveFrom: ${londonDate(at)}`,
    `extends: { bundle: ${bundle}, version: ${version} }`,
    'sources:',
    '  - who decided this, and when',
  ];
  return [{ name: 'bundle.yaml', text: `${lines.join('\n')}\n` }];
}
