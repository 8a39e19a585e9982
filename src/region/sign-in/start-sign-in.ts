import { type ChildProcess, fork } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { exportJWK } from 'jose';
import type { DevelopmentAuthority } from '../../agreements/index.ts';
import { nameClientKey, returnPath } from '../../pages/index.ts';
import type { PortalConfig } from '../../platform/index.ts';
import type { SignInKind } from './sign-in-book.ts';
import type { SignInProcessReport, SignInProcessSettings } from './sign-in-messages.ts';

/** Whether the provider that is configured is one that the region can be: on this machine. */
export function isOwnProvider({ signIn }: PortalConfig): boolean {
  return new URL(signIn.issuer).hostname === 'localhost';
}

/** Starts the sign-in provider of a surface as a process and waits until it listens. */
export async function startSignIn(
  kind: SignInKind,
  portal: PortalConfig,
  authority: Pick<DevelopmentAuthority, 'issueSystemServer'>,
): Promise<{ stop(): Promise<void> }> {
  const { signIn } = portal;
  const certificate = await authority.issueSystemServer(
    kind === 'FAMILIES' ? 'sign-in' : 'staff-sign-in',
    'Westmarch sign-in',
  );
  const settings: SignInProcessSettings = {
    kind,
    issuer: signIn.issuer,
    serverCertificateFile: certificate.path,
    clientId: signIn.clientId,
    redirectUri: `${portal.publicUrl}${returnPath}`,
    clientKey: {
      ...(await exportJWK(createPublicKey(signIn.clientKey))),
      kid: nameClientKey(signIn.clientKey),
      alg: 'ES256',
      use: 'sig',
    },
  };
  const child = fork(
    fileURLToPath(new URL('./sign-in-main.ts', import.meta.url)),
    [JSON.stringify(settings)],
    {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null) {
        resolve();
        return;
      }
      child.once('exit', () => {
        resolve();
      });
      child.kill();
    });
  try {
    await listening(child);
  } catch (fault) {
    // Left running it would keep this process from ending.
    await stop();
    throw fault;
  }
  return { stop };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`the sign-in provider ended before it listened, with code ${code ?? 'none'}`));
    });
    child.once('message', (report: SignInProcessReport) => {
      if (report.kind === 'listening') resolve();
      else {
        // Left waiting it would keep this process alive, without a gateway.
        child.kill();
        reject(new Error(`the sign-in provider did not start: ${report.message}`));
      }
    });
  });
}
