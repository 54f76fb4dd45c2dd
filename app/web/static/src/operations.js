// The lists of the operations page: its tab is in view, all rows of a page are chosen at once.
document.querySelector('.tabs .on')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

const bar = document.querySelector('[data-bulk]');

if (bar) {
  const all = bar.querySelector('[data-all]');
  const boxes = [...document.querySelectorAll('input[name="item"]')];
  const buttons = bar.querySelectorAll('button');
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const button of buttons) button.disabled = chosen === 0;
  };
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener('change', count);
  count();
}
