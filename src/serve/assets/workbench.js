// What the pages can do beyond links and forms. Without it everything still works, by whole pages.
'use strict';

(() => {
  const session = Math.random().toString(36).slice(2) + Date.now().toString(36);
  let sequence = 0;

  // A page that is changed in place keeps its links, forms and address in step.
  function keepAddress(query) {
    document.body.dataset.address = query;
    for (const link of document.querySelectorAll('a[data-path]')) {
      link.href = query ? `${link.dataset.path}?${query}` : link.dataset.path;
    }
    for (const input of document.querySelectorAll('input[data-address]')) {
      input.value = query;
    }
  }

  // Tables: every heading sorts.
  function key(row, column) {
    const cell = row.cells[column];
    const text = (cell.dataset.sort ?? cell.textContent).trim();
    const number = Number(text.replace(/[\u202f\u00a0%\s]/g, '').replace('\u2212', '-'));
    return text !== '' && Number.isFinite(number) ? number : text.toLowerCase();
  }

  function compare(one, other) {
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    if (typeof one === 'number') return -1;
    if (typeof other === 'number') return 1;
    return one.localeCompare(other);
  }

  function sort(table, column, direction) {
    const body = table.tBodies[0];
    const sign = direction === 'ascending' ? 1 : -1;
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    rows.sort((one, other) => sign * compare(one[0], other[0]));
    body.append(...rows.map(([, row]) => row));
    for (const head of table.tHead.rows[0].cells) head.removeAttribute('aria-sort');
    table.tHead.rows[0].cells[column].setAttribute('aria-sort', direction);
  }

  function makeSortable(root) {
    for (const table of root.querySelectorAll('table.sortable')) {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        if (head.querySelector('button')) return;
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = head.textContent;
        head.replaceChildren(button);
        button.addEventListener('click', () => {
          const usual = head.classList.contains('number') ? 'descending' : 'ascending';
          const now = head.getAttribute('aria-sort');
          const next = now === null ? usual : now === 'ascending' ? 'descending' : 'ascending';
          sort(table, column, next);
        });
      });
    }
  }

  function makeFilters(root) {
    for (const input of root.querySelectorAll('input[data-filters]')) {
      const apply = () => {
        const wanted = input.value.trim().toLowerCase();
        for (const row of document.querySelectorAll(`#${input.dataset.filters} tbody tr`)) {
          row.hidden = !row.dataset.name.includes(wanted);
        }
      };
      input.addEventListener('input', apply);
    }
  }

  // Sliders: the consequences are shown while a weight is dragged; only the latest counts.
  const sliders = document.querySelector('fieldset.weights');
  let running = null;
  let waiting = null;

  function weights() {
    const pieces = [...sliders.querySelectorAll('input[data-weight]')]
      .map((input) => `${input.dataset.weight}:${input.value}`);
    return `set/${sliders.dataset.option}/weights/${pieces.join(',')}`;
  }

  async function live(change, keep) {
    if (running) running.abort();
    running = new AbortController();
    const own = running;
    sequence += 1;
    const option = sliders.dataset.option;
    const query = new URLSearchParams(document.body.dataset.address);
    query.set('option', option);
    query.append('change', change);
    document.body.classList.add('busy');
    try {
      const answer = await fetch(`/live?${query}`, {
        headers: { 'x-session': session, 'x-sequence': String(sequence) },
        signal: own.signal,
      });
      if (answer.status === 409) return;
      const found = await answer.json();
      const message = document.getElementById('message');
      if (!answer.ok) {
        message.textContent = found.error;
        return;
      }
      message.textContent = '';
      document.getElementById('summary').innerHTML = found.summary;
      document.getElementById('chart').innerHTML = found.chart;
      const table = document.getElementById('table');
      if (table) {
        table.innerHTML = found.table;
        makeSortable(table);
        makeFilters(table);
      }
      for (const [indicator, share] of found.weights) {
        const output = sliders.querySelector(`output[data-share="${indicator}"]`);
        if (output) output.textContent = share;
      }
      if (keep) {
        keepAddress(found.address);
        history.pushState(null, '', `${location.pathname}?${found.address}`);
        await changesBar();
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        document.getElementById('message').textContent = 'The workbench does not answer.';
      }
    } finally {
      if (running === own) {
        running = null;
        document.body.classList.remove('busy');
      }
    }
  }

  // The bar of changes as the server words it.
  async function changesBar() {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const bar = page.getElementById('changes');
    if (bar) document.getElementById('changes').replaceWith(bar);
  }

  if (sliders) {
    sliders.addEventListener('input', (event) => {
      if (!event.target.matches('input[data-weight]')) return;
      // As many requests as the screen shows pictures, no more.
      if (waiting) cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => live(weights(), false));
    });
    sliders.addEventListener('change', (event) => {
      if (!event.target.matches('input[data-weight]')) return;
      if (waiting) cancelAnimationFrame(waiting);
      live(weights(), true);
    });
    window.addEventListener('popstate', () => location.reload());
  }

  // Choices are taken at once.
  for (const input of document.querySelectorAll('[data-submits]')) {
    input.addEventListener('change', () => input.form.requestSubmit());
  }
  for (const form of document.querySelectorAll('form[data-autosubmit]')) {
    form.addEventListener('change', () => form.requestSubmit());
  }

  // Futures: how far they have come.
  const box = document.getElementById('progress');
  if (box && 'running' in box.dataset) {
    const events = new EventSource('/futures/events');
    events.addEventListener('message', (event) => {
      const now = JSON.parse(event.data);
      document.getElementById('progress-words').textContent = now.words;
      const bar = document.getElementById('progress-bar');
      if (now.all > 0) {
        bar.max = now.all;
        bar.value = now.done;
      }
      if (now.state !== 'running') {
        events.close();
        location.reload();
      }
    });
  }

  makeSortable(document);
  makeFilters(document);
})();
