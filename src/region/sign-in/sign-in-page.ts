import type { SignInPerson } from './sign-in-people.ts';

/** The page on which a newcomer picks whom to sign in as. The people are invented, and there is no password. */
export function writeSignInPage(people: readonly SignInPerson[], address: string): string {
  const buttons = people.map(
    ({ key, givenName, familyName, birthDate }) => `
      <li>
        <button name="person" value="${key}">${givenName} ${familyName}</button>
        <span>born ${birthDate}</span>
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
      <p>This stands in for NHS login on this machine. Everybody here is invented. Pick whom to sign in as.</p>
      <form method="post" action="${address}">
        <fieldset>
          <legend>How well they have proved who they are</legend>
          <label><input type="radio" name="level" value="P9.Cp.Cd" checked> P9: photo document checked</label><br>
          <label><input type="radio" name="level" value="P5.Cp.Cd"> P5: not enough for what is personal</label>
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
