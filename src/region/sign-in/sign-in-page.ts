import type { SignInAccount } from './sign-in-account.ts';
import type { SignInBook } from './sign-in-book.ts';

/** The page on which a newcomer picks whom to sign in as. The people are invented, and there is no password. */
export function writeSignInPage(
  { standsFor, levels }: SignInBook,
  accounts: readonly SignInAccount[],
  address: string,
): string {
  const choices = levels.map(
    ({ value, text }, place) =>
      `<label><input type="radio" name="level" value="${value}"${place === 0 ? ' checked' : ''}> ${text}</label>`,
  );
  const buttons = accounts.map(
    ({ key, name, note }) => `
      <li>
        <button name="person" value="${key}">${name}</button>
        <span>${note}</span>
      </li>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Development sign-in</title>
    <style>
      body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
      ul { list-style: none; padding: 0; }
      li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .4rem 0; }
      button { font: inherit; padding: .4rem .9rem; min-width: 14rem; text-align: start; }
      fieldset { margin: 0 0 1.5rem; }
    </style>
  </head>
  <body>
    <main>
      <h1>Development sign-in</h1>
      <p>This stands in for ${standsFor} on this machine. Everybody here is invented. Pick whom to sign in as.</p>
      <form method="post" action="${address}">
        <fieldset>
          <legend>How well they have proved who they are</legend>
          ${choices.join('<br>')}
        </fieldset>
        <ul>${buttons.join('')}
        </ul>
        <p><button name="person" value="">Stop, sign in as nobody</button></p>
      </form>
    </main>
  </body>
</html>
`;
}
