import { openSignIn } from './open-sign-in.ts';
import type { SignInProcessReport, SignInProcessSettings } from './sign-in-messages.ts';

/** The sign-in provider of the development mode, as a process of its own: it ends with whoever started it. */
const settings = JSON.parse(process.argv[2] ?? '{}') as SignInProcessSettings;

function report(message: SignInProcessReport): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit(0));
const server = await openSignIn(settings);
server.once('error', (fault) => {
  report({ kind: 'failed', message: fault.message });
});
server.listen(Number(new URL(settings.issuer).port), '127.0.0.1', () => {
  report({ kind: 'listening' });
});
