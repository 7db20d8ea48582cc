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

  // Sliders: the consequences are shown while a weight is dragged. One request is under way at a time;
  // of those that come meanwhile only the latest is sent, so that answers are seen while a drag goes on.
  let sliders = null;
  let isAsking = false;
  let next = null;
  let waiting = null;

  function weights() {
    const pieces = [...sliders.querySelectorAll('input[data-weight]')]
      .map((input) => `${input.dataset.weight}:${input.value}`);
    return `set/${sliders.dataset.option}/weights/${pieces.join(',')}`;
  }

  async function live(change, keep) {
    if (isAsking) {
      next = [change, keep];
      return;
    }
    isAsking = true;
    sequence += 1;
    const own = sequence;
    const query = new URLSearchParams(document.body.dataset.address);
    query.set('option', sliders.dataset.option);
    query.append('change', change);
    document.body.classList.add('busy');
    try {
      const answer = await fetch(`/live?${query}`, {
        headers: { 'x-session': session, 'x-sequence': String(own) },
      });
      const slow = { error: 'These options take longer than a page may. Ask again in a minute, or undo.' };
      const found = answer.status === 409 ? null : await answer.json().catch(() => slow);
      if (found && !answer.ok) {
        tell(found.error);
      } else if (found) {
        show(found);
        if (keep && !next) await settle(found, own);
      }
    } catch {
      tell('The workbench does not answer. Is it still running?');
    } finally {
      isAsking = false;
      document.body.classList.remove('busy');
      if (next) {
        const [later, kept] = next;
        next = null;
        live(later, kept);
      }
    }
  }

  function show(found) {
    tell('');
    place('summary', found.summary);
    place('chart', found.chart);
    const table = document.getElementById('table');
    if (table) {
      const order = sortedBy(table);
      table.innerHTML = found.table;
      makeSortable(table);
      makeFilters(table);
      sortAgain(table, order);
    }
    for (const [indicator, share] of found.weights) {
      const output = sliders.querySelector(`output[data-share="${indicator}"]`);
      if (output) output.textContent = share;
    }
  }

  // A weight that is let go becomes part of the address, and every link follows.
  async function settle(found, own) {
    hear(found.said);
    keepAddress(found.address);
    const to = `${location.pathname}?${found.address}`;
    // Steps of one drag are one step back.
    if (history.state === 'dragged') history.replaceState('dragged', '', to);
    else history.pushState('dragged', '', to);
    shown = here();
    const answer = await fetch(to);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // Nothing is taken away under somebody who drags on.
    if (own === sequence && !next) exchange(page);
  }

  // Whole parts of a page are exchanged, so that place and focus stay where they are.
  let swaps = 0;
  let asked = '';
  const here = () => location.href.split('#')[0];
  let shown = here();

  async function swap(address, push) {
    // A field that is left by the key that sends its form sends it once.
    if (asked === address) return;
    asked = address;
    swaps += 1;
    const own = swaps;
    document.body.classList.add('busy');
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // What was asked for since counts.
      if (own !== swaps) return;
      if (!answer.ok) {
        const problems = [...page.querySelectorAll('.problems li')].map((item) =>
          [...item.querySelectorAll('p')].map((part) => part.textContent.trim()).join(': '));
        tell(problems.join('; ') || page.title);
        return;
      }
      tell('');
      exchange(page);
      // The address that the server sent the browser on to, with the anchor that was asked for.
      const hash = new URL(address, location.href).hash || new URL(answer.url).hash;
      const to = answer.url.split('#')[0] + hash;
      if (push && to !== location.href) history.pushState(null, '', to);
      shown = here();
      const edit = hash === '#edit' && document.getElementById('edit');
      if (edit) {
        edit.scrollIntoView({ block: 'center' });
        const first = edit.querySelector('select, input:not([type=hidden], [readonly])');
        if (first) first.focus();
      }
      hear(said());
    } catch {
      tell('The workbench does not answer. Is it still running?');
    } finally {
      if (own === swaps) {
        asked = '';
        document.body.classList.remove('busy');
      }
    }
  }

  function exchange(page) {
    const focused = document.activeElement && document.activeElement.id;
    const from = document.activeElement && document.activeElement.closest('details');
    const open = new Map([...document.querySelectorAll('main details[id]')]
      .map((group) => [group.id, group.open]));
    const top = window.scrollY;
    const order = sortedBy(document);
    for (const part of ['header', 'main']) {
      document.querySelector(part).replaceWith(document.importNode(page.querySelector(part), true));
    }
    document.title = page.title;
    document.body.dataset.address = page.body.dataset.address;
    for (const group of document.querySelectorAll('main details[id]')) {
      const isEdited = group.querySelector('#edit') !== null;
      if (open.has(group.id)) group.open = open.get(group.id) || isEdited;
    }
    dress();
    sortAgain(document, order);
    window.scrollTo({ top, behavior: 'instant' });
    const kept = (focused && document.getElementById(focused))
      || (from && from.id && document.querySelector(`#${CSS.escape(from.id)} summary`));
    if (kept) kept.focus({ preventScroll: true });
  }

  function place(id, text) {
    const element = document.getElementById(id);
    if (element) element.innerHTML = text;
  }

  // What is wrong, where it can be seen and is read out.
  function tell(words) {
    const message = document.getElementById('message');
    if (message) message.textContent = words;
  }

  // What has changed, for those who hear a page.
  function hear(words) {
    const region = document.getElementById('said');
    if (region && words && region.textContent !== words) region.textContent = words;
  }

  function said() {
    const told = document.querySelector('[data-said]');
    return told ? told.dataset.said : '';
  }

  function sortedBy(root) {
    const head = root.querySelector('table.sortable th[aria-sort]');
    return head && [head.cellIndex, head.getAttribute('aria-sort')];
  }

  function sortAgain(root, order) {
    const table = order && root.querySelector('table.sortable');
    if (table && table.tHead.rows[0].cells[order[0]]) sort(table, order[0], order[1]);
  }

  function formAddress(form, button) {
    const query = new URLSearchParams(new FormData(form, button));
    return `${form.getAttribute('action')}?${query}`;
  }

  // Links that lead to the same page in another state.
  function makeSwapping(root) {
    for (const link of root.querySelectorAll('a[data-swap]')) {
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        swap(link.getAttribute('href'), true);
      });
    }
  }

  // Everything on a page that answers; done again for what is exchanged.
  function dress() {
    sliders = document.querySelector('fieldset.weights');
    if (sliders) {
      const own = sliders;
      own.addEventListener('input', (event) => {
        if (!event.target.matches('input[data-weight]')) return;
        // As many requests as the screen shows pictures, no more.
        if (waiting) cancelAnimationFrame(waiting);
        waiting = requestAnimationFrame(() => live(weights(), false));
      });
      own.addEventListener('change', (event) => {
        if (!event.target.matches('input[data-weight]')) return;
        if (waiting) cancelAnimationFrame(waiting);
        live(weights(), true);
      });
    }
    // Choices are taken at once.
    for (const input of document.querySelectorAll('[data-submits]')) {
      input.addEventListener('change', () => input.form.requestSubmit());
    }
    for (const form of document.querySelectorAll('form[data-autosubmit]')) {
      form.addEventListener('change', () => form.requestSubmit());
    }
    for (const form of document.querySelectorAll('form[data-swaps]')) {
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        swap(formAddress(form, event.submitter), true);
      });
    }
    makeSwapping(document);
    makeSortable(document);
    makeFilters(document);
  }

  // A place that an address names stands open.
  function openNamed() {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (named && named.tagName === 'DETAILS') {
      named.open = true;
      named.scrollIntoView();
    }
  }

  // Going back within a page is no other page where only the anchor differs.
  window.addEventListener('popstate', () => {
    if (here() !== shown) swap(location.href, false);
  });
  window.addEventListener('hashchange', openNamed);

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
    // The browser asks again by itself; meanwhile it is said.
    events.addEventListener('error', () => {
      document.getElementById('progress-words').textContent =
        'The workbench does not answer; its progress is shown again when it does.';
    });
  }

  dress();
  openNamed();
})();
