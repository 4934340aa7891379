// The scene of a session that is bound to a device. The server plays it; this page shows the steps.

const steps = document.querySelector('#device-steps');

document.querySelector('#play').addEventListener('click', async () => {
  const answer = await fetch('/demo/device', { method: 'POST' });
  const played = await answer.json();
  steps.replaceChildren(...played.map(row));
});

function row(step, index) {
  const line = document.createElement('tr');
  for (const text of [index + 1, step.what, step.answer]) {
    const cell = document.createElement('td');
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}
