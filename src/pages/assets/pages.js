// Everything works without this: it shows the button that prints a page, and says in time that a session ends.
for (const button of document.querySelectorAll('[data-assent-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    window.print();
  });
}

// Two minutes before a session that nobody uses ends, whoever is still writing can go on: looking at a page is using it (WCAG 2.2.1).
for (const notice of document.querySelectorAll('[data-assent-idle]')) {
  const show = () => {
    notice.hidden = false;
  };
  let timer = setTimeout(show, 18 * 60_000);
  notice.querySelector('button').addEventListener('click', async () => {
    const answer = await fetch('/sessions', { redirect: 'manual' }).catch(() => undefined);
    // Where it has ended meanwhile, the words stay: they can be copied, and are not sent into nothing.
    if (answer?.ok !== true) return;
    notice.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(show, 18 * 60_000);
  });
}
