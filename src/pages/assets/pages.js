// Everything works without this: it shows the button that prints a page.
for (const button of document.querySelectorAll('[data-assent-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    window.print();
  });
}
