/* Everything that is shown is set as text, never as markup: much of it was sent by visitors. */
'use strict';
(function () {
  const HOUR = 3600000, POLL = 3000, SHOWN_STREAMS = 60, SHOWN_TAP = 200;
  const SVG = 'http://www.w3.org/2000/svg';
  const $ = id => document.getElementById(id);
  const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
  const some = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});
  let history = [], latencies = [], state = null, fetchedAt = 0, paused = false, failure = '', timer = 0, watching = false, tapAfter = -50;

  /* The page's own address may hold a name and a password, with which a script may ask for nothing. */
  const below = path => new URL(path, location.origin + location.pathname);

  // --- words -------------------------------------------------------------------------------------------------------
  const known = n => typeof n === 'number' && isFinite(n);
  const count = n => !known(n) ? '–' : Math.abs(n) < 100 && n % 1 ? some.format(n) : whole.format(n);
  function span(seconds) {
    if (!known(seconds)) return '–';
    const s = Math.max(0, seconds);
    if (s < 1) return Math.round(s * 1000) + ' ms';
    if (s < 120) return (s < 10 ? s.toFixed(1) : Math.round(s)) + ' s';
    if (s < 7200) return Math.round(s / 60) + ' min';
    return s < 172800 ? Math.round(s / 3600) + ' h' : Math.round(s / 86400) + ' days';
  }
  function size(bytes) {
    if (!known(bytes)) return '–';
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let i = 0;
    for (; bytes >= 1024 && i < 4; i++) bytes /= 1024;
    return (i ? some.format(bytes) : whole.format(bytes)) + ' ' + units[i];
  }
  const two = n => String(n).padStart(2, '0');
  const clock = d => two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds());
  function when(time) {
    if (time === null || time === undefined) return '–';
    if (time === 'ended') return 'ended';
    const d = new Date(time);
    if (isNaN(d)) return String(time);
    const day = d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate());
    return d.toDateString() === new Date().toDateString() ? clock(d) : day + ' ' + clock(d);
  }
  const ago = time => time && time !== 'ended' ? span((state.now - new Date(time)) / 1000) + ' ago' : 'never';
  const plural = (n, one) => count(n) + ' ' + one + (n === 1 ? '' : 's');
  const quoted = word => /^[\w@%+=:,.\/-]+$/.test(word) ? word : "'" + word.replace(/'/g, "'\\''") + "'";
  const listed = map => Object.entries(map).map(([name, n]) => name + ' ' + count(n)).join(', ') || 'none';

  // --- nodes -------------------------------------------------------------------------------------------------------
  function make(name, attributes, ...inner) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) key === 'class' ? node.className = value : node.setAttribute(key, value);
    node.append(...inner);
    return node;
  }
  function drawn(name, attributes, ...inner) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...inner);
    return node;
  }
  const text = (node, words) => { if (node.textContent !== words) node.textContent = words; return node; };
  const style = (node, name) => { if (node.getAttribute('class') !== name) node.setAttribute('class', name); return node; };
  /* Keeps the nodes of what stays, so that focus, selection and what is open stay as well. */
  function sync(parent, items, key, create, update) {
    const before = parent.known || new Map(), now = new Map();
    let at = parent.firstChild;
    for (const item of items) {
      const k = key(item);
      if (now.has(k)) continue;
      const node = before.get(k) || create(item);
      now.set(k, node);
      if (node === at) at = at.nextSibling; else parent.insertBefore(node, at);
      update(node, item);
    }
    for (const [k, node] of before) if (!now.has(k)) node.remove();
    parent.known = now;
  }
  const pairs = (dl, rows) => sync(dl, rows.filter(row => row).flatMap(([term, words]) => [{k: 't' + term, dt: term}, {k: 'd' + term, dd: words}]),
    row => row.k, row => make(row.dt === undefined ? 'dd' : 'dt'), (node, row) => text(node, row.dt === undefined ? row.dd : row.dt));
  function command(words) {
    const code = make('code', {}, words), button = make('button', {type: 'button', class: 'copy'}, 'Copy');
    button.setAttribute('aria-label', 'Copy: ' + words);
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(words);
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
      } catch (e) {
        getSelection().selectAllChildren(code);
      }
    });
    return make('p', {class: 'command'}, code, button);
  }

  // --- figures -----------------------------------------------------------------------------------------------------
  const figure = name => state && state.figures['trackreplay_' + name] || [];
  const sum = (name, wanted) => { const f = figure(name).filter(([labels]) => !wanted || wanted(labels)); return f.length ? f.reduce((s, [, n]) => s + n, 0) : NaN; };
  const most = name => figure(name).reduce((m, [labels, n]) => !m || n > m[1] ? [labels[0], n] : m, null);
  const label = name => { const f = figure(name); return f.length ? f[0][0][0] : ''; };
  const ledger = () => state.ledger && !state.ledger.problem ? state.ledger : null;
  const latest = () => history[history.length - 1] || {};

  /* Of the last minutes, from two looks at a histogram; null where nothing passed. */
  function quantiles(name) {
    const now = state.histograms[name] || [];
    latencies.push({at: state.now, buckets: now});
    while (latencies.length > 2 && state.now - latencies[1].at > 120000) latencies.shift();
    const then = latencies.length > 1 ? latencies[0].buckets : [];
    let recent = now.map(([bound, n], i) => [bound, n - (then[i] ? then[i][1] : 0)]);
    if (!recent.some(([, n]) => n > 0)) recent = now;
    const total = recent.reduce((s, [, n]) => s + n, 0);
    const at = share => {
      let below = 0, from = 0;
      for (const [bound, n] of recent) {
        if (below + n >= share * total) return bound === null ? from : from + (bound - from) * (n ? (share * total - below) / n : 1);
        below += n;
        from = bound;
      }
      return from;
    };
    return total ? [at(.5), at(.99)] : null;
  }

  // --- what is odd -------------------------------------------------------------------------------------------------
  function warnings() {
    const all = state.troubles.map(words => ({words, worse: true}));
    const l = state.ledger;
    if (l && l.problem && !all.length) all.push({words: l.problem, worse: true});
    for (const [name, n] of figure('database_up')) if (n === 0 && !all.length) all.push({words: 'The database does not take requests. They wait on disk.', worse: true});
    for (const words of l && l.warnings || []) all.push({words});
    if (l && l.foreignEvents && Object.keys(l.foreignEvents).length)
      all.push({words: 'Events that no frontend of ours sent were set aside (' + listed(l.foreignEvents) + '). To see them: trackreplay rejected list'});
    if (l && l.collectors && l.collectors.length && !l.collectors.some(c => c.running)) all.push({words: 'No collector is running: nothing is applied.', worse: true});
    for (const stream of l && l.streams || []) for (const words of stream.warnings) all.push({words, stream: stream.name, worse: stream.state === 'stopped'});
    for (const [[channel], n] of figure('channel_events')) {
      const most = sum('channel_capacity_events', labels => labels[0] === channel);
      if (n > .9 * most) all.push({words: 'The channel ' + channel + ' is almost full. Reading waits when it is; nothing is dropped.'});
    }
    return all;
  }
  function showWarnings(all) {
    $('attention').hidden = !all.length;
    sync($('warnings'), all, w => (w.stream || '') + '\n' + w.words, w => {
      const found = w.words.lastIndexOf(': trackreplay '), at = found + 2;
      const cut = found >= 0 && w.words.length - at < 160;
      const li = make('li', {class: w.worse ? 'worse' : ''});
      if (w.stream) li.append(make('b', {}, 'Stream ' + w.stream + ': '));
      li.append(cut ? w.words.slice(0, at) : w.words);
      if (cut) li.append(command(w.words.slice(at).replace(/[.)]*$/, '')));
      return li;
    }, () => {});
  }
  function showVerdict(all) {
    const worse = all.filter(w => w.worse).length;
    const [kind, words] = failure ? ['bad', '✕ ' + failure] : !state ? ['wait', 'Loading…']
      : worse ? ['bad', '✕ ' + (state.troubles.length ? 'Not ready' : plural(worse, 'problem'))]
      : all.length ? ['mind', '! ' + plural(all.length, 'warning')] : ['good', '✓ All is well'];
    const badge = $('verdict').firstElementChild;
    style(badge, 'badge ' + kind);
    text(badge, words);
    document.title = (kind === 'good' || kind === 'wait' ? '' : '(' + words.replace(/^\S /, '') + ') ') + 'Track Replay' + (label('collector') ? ' – ' + label('collector') : '');
  }

  // --- tiles -------------------------------------------------------------------------------------------------------
  function tiles() {
    const l = ledger(), point = latest(), lag = most('stream_lag_seconds'), speed = quantiles('trackreplay_line_to_row_seconds');
    const sink = figure('commits').length > 0, held = sum('held_requests'), all = [];
    all.push(['Requests a second', count(sink ? point.recorded : point.read), history.length ? 'mean of 10 s' : 'measured after 10 s']);
    if (lag) all.push(['Lag', span(lag[1]), figure('stream_lag_seconds').length > 1 ? 'the greatest: stream ' + lag[0] : 'stream ' + lag[0]]);
    if (figure('lag_bytes').length) all.push(['Not read yet', size(sum('lag_bytes')), 'of the logs on this machine']);
    if (l) all.push(['Complete through', l.completeThrough === null ? 'nothing yet' : when(l.completeThrough), l.completeThrough === null ? 'see the streams'
      : l.completeThrough === 'ended' ? 'every stream has ended' : span((state.now - new Date(l.completeThrough)) / 1000) + ' behind the present', true]);
    if (known(held)) all.push(['Held back', count(held), held && l && l.watermarkStream ? 'for what ' + l.watermarkStream + ' brings' : held ? 'wait for their turn' : 'nothing waits']);
    if (speed) all.push(['Line to row', span(speed[0]), '99 %: ' + span(speed[1])]);
    if (figure('database_up').length) {
      const commit = most('last_commit_timestamp_seconds');
      all.push(['Database', sum('database_up') ? 'up' : 'away', commit ? 'last commit ' + span(state.now / 1000 - commit[1]) + ' ago' : 'no commit yet']);
    }
    if (!sink && figure('channel_events').length) all.push(['Waits on disk', count(sum('channel_events')), 'events in the channel']);
    sync($('tiles'), all, t => t[0], t => make('div', {class: 'tile'}, make('h3', {}, t[0]), make('strong'), make('p')), (node, t) => {
      style(text(node.children[1], t[1]), t[3] && t[1].length > 11 ? 'long' : '');
      text(node.children[2], t[2]);
    });
  }

  // --- plots -------------------------------------------------------------------------------------------------------
  function points(values, width, height, top) {
    const from = state.now - HOUR;
    return values.filter(([, v]) => known(v)).map(([t, v]) => [width * Math.max(0, t - from) / HOUR, height - height * Math.min(1, v / top)]);
  }
  const path = xy => xy.map(([x, y], i) => (i ? 'L' : 'M') + x.toFixed(1) + ' ' + y.toFixed(1)).join('');
  const area = (xy, height) => xy.length ? path(xy) + 'L' + xy[xy.length - 1][0].toFixed(1) + ' ' + height + 'L' + xy[0][0].toFixed(1) + ' ' + height + 'Z' : '';
  function nice(n) {
    if (!(n > 0)) return 1;
    const scale = Math.pow(10, Math.floor(Math.log10(n)));
    return [1, 2, 5, 10].map(f => f * scale).find(t => t >= n);
  }
  const PLOTS = [
    {name: 'Requests a second', field: () => figure('commits').length ? 'recorded' : 'read', words: count, second: 'rejected'},
    {name: 'Lag', field: () => 'lag', words: span},
    {name: 'Held back', field: () => 'held', words: n => count(n) + ' requests'},
    {name: 'Not read yet', field: () => 'lagBytes', words: size},
  ];
  function plots() {
    const shown = PLOTS.filter(p => p.name === 'Requests a second' || history.some(point => known(point[p.field()])));
    sync($('plots'), shown, p => p.name, p => {
      const svg = drawn('svg', {class: 'plot', viewBox: '0 0 600 100', preserveAspectRatio: 'none', role: 'img', tabindex: '0'},
        drawn('path', {class: 'grid', d: 'M0 0H600M0 50H600M0 100H600'}), drawn('path', {class: 'area'}), drawn('path', {class: 'curve'}), drawn('path', {class: 'curve second'}), drawn('path', {class: 'grid'}));
      const node = make('figure', {}, make('figcaption', {}, make('span', {}, p.name), make('b')), svg,
        make('div', {class: 'axis', 'aria-hidden': 'true'}, make('span', {}, '60 min ago'), make('span'), make('span', {}, 'now')));
      const point = share => { node.at = share; draw(node, p); };
      svg.addEventListener('pointermove', e => { const box = svg.getBoundingClientRect(); point((e.clientX - box.left) / box.width); });
      svg.addEventListener('pointerleave', () => point(undefined));
      svg.addEventListener('blur', () => point(undefined));
      svg.addEventListener('keydown', e => {
        const step = {ArrowLeft: -1 / 60, ArrowRight: 1 / 60}[e.key];
        if (step) { point(Math.min(1, Math.max(0, (node.at === undefined ? 1 : node.at) + step))); e.preventDefault(); }
        if (e.key === 'Escape') point(undefined);
      });
      return node;
    }, draw);
  }
  function draw(node, p) {
    const values = history.map(point => [point.time, point[p.field()]]).filter(([, v]) => known(v));
    const seconds = p.second ? history.map(point => [point.time, point[p.second]]) : [];
    const greatest = values.reduce((m, [, v]) => Math.max(m, v), 0), top = nice(greatest);
    const [caption, svg, axis] = node.children, [, fill, curve, other, mark] = svg.children;
    const xy = points(values, 600, 100, top);
    fill.setAttribute('d', area(xy, 100));
    curve.setAttribute('d', path(xy));
    other.setAttribute('d', seconds.some(([, v]) => v > 0) ? path(points(seconds, 600, 100, top)) : '');
    const last = values.length ? values[values.length - 1][1] : NaN;
    let words = p.words(last);
    mark.setAttribute('d', '');
    if (node.at !== undefined && values.length) {
      const time = state.now - HOUR * (1 - node.at);
      const [t, v] = values.reduce((best, x) => Math.abs(x[0] - time) < Math.abs(best[0] - time) ? x : best);
      words = clock(new Date(t)) + '  ' + p.words(v);
      const x = (600 * (t - state.now + HOUR) / HOUR).toFixed(1);
      mark.setAttribute('d', 'M' + x + ' 0V100');
    }
    text(caption.children[1], words);
    text(axis.children[1], 'top: ' + p.words(top));
    svg.setAttribute('aria-label', p.name + ' over the last hour: now ' + p.words(last) + ', at most ' + p.words(greatest) + '. Left and right arrow show the value at a time.');
  }
  function spark(svg, name) {
    const values = history.map(point => [point.time, point.streams[name]]).filter(([, v]) => known(v));
    const top = Math.max(5, values.reduce((m, [, v]) => Math.max(m, v), 0)), xy = points(values, 112, 28, top);
    svg.children[0].setAttribute('d', area(xy, 28));
    svg.children[1].setAttribute('d', path(xy));
  }

  // --- streams -----------------------------------------------------------------------------------------------------
  const KIND = {active: 'good', quiet: 'good', ended: 'wait', retired: 'wait', awaited: 'mind', behind: 'mind', unreachable: 'bad', stopped: 'bad', reading: 'good'};
  function streamList() {
    const l = ledger(), lags = new Map(figure('stream_lag_seconds').map(([labels, n]) => [labels[0], n]));
    if (l) return l.streams.map(s => ({...s, lag: s.over ? NaN : lags.has(s.name) ? lags.get(s.name) : s.watermark && s.watermark !== 'ended' ? Math.max(0, (l.at - new Date(s.watermark)) / 1000) : NaN}));
    const states = new Map(figure('stream_state').map(([labels]) => [labels[0], labels[1]]));
    const unread = new Map(figure('lag_bytes').map(([labels, n]) => [labels[0], n]));
    const names = new Set([...figure('read_bytes').map(([labels]) => labels[0]), ...states.keys()]);
    return [...names].map(name => ({name, state: states.get(name) || 'reading', life: states.get(name) || 'read on this machine', lag: lags.get(name), unread: unread.get(name), warnings: []}));
  }
  function streams() {
    const all = streamList(), wanted = $('filter').value.trim().toLowerCase();
    all.sort((a, b) => b.warnings.length - a.warnings.length || (b.lag || 0) - (a.lag || 0) || (a.name < b.name ? -1 : 1));
    const found = all.filter(s => !wanted || (s.name + ' ' + s.state + ' ' + s.life).toLowerCase().includes(wanted));
    $('find').hidden = all.length < 9 && !wanted;
    sync($('streams'), found.slice(0, SHOWN_STREAMS), s => s.name, s => {
      const svg = drawn('svg', {class: 'plot spark', viewBox: '0 0 112 28', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, drawn('path', {class: 'area'}), drawn('path', {class: 'curve'}));
      const node = make('details', {}, make('summary', {}, make('span', {class: 'name'}, s.name), make('span', {}, make('span')), make('span', {class: 'number lag'}),
        make('span', {class: 'spark-cell'}, svg), make('span', {class: 'quiet newest'})), make('div', {class: 'inside'}, make('dl'), command('trackreplay status --stream ' + quoted(s.name))));
      node.addEventListener('toggle', () => node.open && inside(node, node.stream));
      return node;
    }, (node, s) => {
      const [, badge, lag, cell, newest] = node.firstChild.children;
      node.stream = s;
      style(text(badge.firstChild, (s.warnings.length ? '! ' : '') + s.state), 'badge ' + (s.warnings.length && KIND[s.state] !== 'bad' ? 'mind' : KIND[s.state] || 'wait'));
      text(lag, s.unread !== undefined ? size(s.unread) + ' unread' : known(s.lag) ? span(s.lag) + ' lag' : '');
      spark(cell.firstChild, s.name);
      text(newest, s.newest ? 'newest ' + when(s.newest) + ' (' + ago(s.newest) + ')' : s.life);
      if (node.open) inside(node, s);
    });
    text($('more-streams'), !all.length ? 'No stream has sent anything yet.' : found.length > SHOWN_STREAMS ? 'and ' + count(found.length - SHOWN_STREAMS) + ' more; narrow them down above' : !found.length ? 'No stream is called so.' : '');
    order();
  }
  function inside(node, s) {
    const b = s.bytes;
    pairs(node.lastChild.firstChild, [
      ['State', s.life + (s.expected ? ', expected' : '')],
      s.lastSeen !== undefined && ['Last seen', s.lastSeen ? when(s.lastSeen) + ' (' + ago(s.lastSeen) + ')' : 'never'],
      s.completeThrough !== undefined && ['Complete through', s.completeThrough === null ? 'nothing yet' : when(s.completeThrough)],
      s.requests && ['Requests', listed(s.requests) + (s.late ? '; late ' + count(s.late) : '')],
      b && ['Bytes', count(b.read) + ' read ' + (b.balanced ? '= ' : '≠ ') + count(b.applied) + ' applied + ' + count(b.skipped) + ' skipped + ' + count(b.rejected) + ' rejected + ' + count(b.held) + ' held back' + (b.lost ? ' + ' + count(b.lost) + ' lost' : '')],
      b && b.skipped > 0 && ['Skipped', Object.entries(s.skipped).map(([reason, n]) => reason + ' ' + size(n)).join(', ')],
      s.files !== undefined && ['Log files', count(s.files)],
    ]);
  }
  function order() {
    const l = ledger();
    $('order').hidden = !l;
    if (!l) return;
    const held = l.heldRequests ? ' ' + plural(l.heldRequests, 'request') + (l.heldRequests === 1 ? ' waits' : ' wait') + ' for their turn.' : '';
    text($('order'), l.watermark === 'ended' ? 'Nothing holds the order: every stream has ended.' + held
      : !l.watermarkStream ? 'Nothing is known of the order yet.' + held
      : 'The order of all is held by stream ' + l.watermarkStream + (l.watermark ? ', which has come to ' + when(l.watermark) + ' (' + ago(l.watermark) + ').' : ', of which nothing is known yet.') + held);
  }

  // --- completeness ------------------------------------------------------------------------------------------------
  const DAY = {complete: ['good', '✓', 'complete'], part: ['mind', '◐', 'in part'], open: ['wait', '…', 'not yet'], before: ['', '–', 'before the logs']};
  function completeness() {
    const l = ledger();
    $('complete-section').hidden = !l || !l.sites.length;
    if (!l || !l.sites.length) return;
    const table = $('complete'), days = [...new Set(l.sites.flatMap(site => site.days.map(d => d.date)))].sort().slice(-8);
    if (!table.tHead) table.append(make('thead', {}, make('tr')), make('tbody'));
    sync(table.tHead.rows[0], ['Site', ...days], d => d, d => make('th', {scope: 'col'}, d === 'Site' ? d : d.slice(5)), (th, d) => { if (d !== 'Site') th.title = d; });
    sync(table.tBodies[0], l.sites, site => site.id, () => make('tr', {}, make('th', {scope: 'row'}, make('span'), make('small'))), (row, site) => {
      const head = row.firstChild, byDate = new Map(site.days.map(d => [d.date, d.state]));
      text(head.firstChild, site.name || 'site ' + site.id);
      text(head.lastChild, 'site ' + site.id + ', ' + site.zone);
      while (row.cells.length > days.length + 1) row.lastChild.remove();
      days.forEach((day, i) => {
        const cell = row.cells[i + 1] || row.appendChild(make('td', {}, make('span', {}, make('span', {'aria-hidden': 'true'}), make('span', {class: 'unseen'}))));
        const [kind, sign, words] = DAY[byDate.get(day)] || DAY.before;
        style(cell.firstChild, 'badge ' + kind);
        cell.title = day + ': ' + words;
        text(cell.firstChild.firstChild, sign);
        text(cell.firstChild.lastChild, words);
      });
    });
    text($('more-sites'), l.siteNumber > l.sites.length ? 'and ' + count(l.siteNumber - l.sites.length) + ' more sites' : '✓ complete   ◐ in part   … not yet   – before the logs');
  }

  // --- rejects -----------------------------------------------------------------------------------------------------
  function rejects() {
    const l = ledger(), waiting = l ? Object.entries(l.rejectedWaiting) : [];
    $('rejects-section').hidden = !l;
    if (!l) return;
    text($('reasons'), !waiting.length ? 'Nothing that was rejected waits.'
      : plural(waiting.reduce((s, [, n]) => s + n, 0), 'request or line').replace('request or lines', 'requests or lines') + ': ' + listed(l.rejectedWaiting) + (l.rejects.length ? '. The latest:' : ''));
    $('secret').hidden = state.visitors || !l.rejects.length;
    text($('secret'), 'What visitors sent is shown only where passwords are asked for (metricsUsers), and by the commands.');
    sync($('rejects'), l.rejects, r => r.id, r => {
      const node = make('details', {}, make('summary', {}, make('span', {class: 'quiet number'}, when(r.at)), make('span', {class: 'name'}, r.reason), make('span', {}, r.stream === null ? 'no stream' : r.stream),
        make('span', {class: 'quiet why'}, shortened(r.detail))), make('div', {class: 'inside'}));
      node.addEventListener('toggle', () => node.open && !node.lastChild.firstChild && explain(node.lastChild, r));
      return node;
    }, () => {});
  }
  const shortened = words => !words ? '' : words.length > 140 ? words.slice(0, 139) + '…' : words;
  function explain(node, r) {
    const dl = make('dl'), rows = [['Why', r.detail || r.reason], ['Event time', when(r.eventTime)], ['Where', r.path ? r.host + ':' + r.path + ', ' + plural(r.bytes, 'byte') + ' from byte ' + count(r.offset) + ' on' : (r.host || 'unknown machine') + ', an event that names no log file']];
    node.append(dl);
    const sent = parsed(r.raw);
    for (const [name, value] of sent.parameters) rows.push([name, value]);
    pairs(dl, rows);
    if (r.raw !== null) node.append(make('pre', {tabindex: '0', 'aria-label': 'What was sent'}, sent.words));
    node.append(command('trackreplay rejected show ' + r.id));
    if (r.path) node.append(command('trackreplay explain --at ' + quoted(r.path + ':' + r.offset)));
    node.append(make('p', {class: 'quiet'}, 'When its cause is mended:'), command('trackreplay rejected replay --reason ' + quoted(r.reason)));
  }
  /* A request is kept as a document, a line as it stood in the log. */
  function parsed(raw) {
    try {
      const json = JSON.parse(raw), query = json && json.url && json.url.query;
      return {words: JSON.stringify(json, null, 1), parameters: typeof query === 'string' ? [...new URLSearchParams(query)].slice(0, 40) : []};
    } catch (e) {
      return {words: raw || '', parameters: []};
    }
  }

  // --- requests as they pass ---------------------------------------------------------------------------------------
  let passed = [], tapTimer = 0;
  async function tap() {
    if (!watching) return;
    try {
      const answer = await fetch(below('tap.json?after=' + tapAfter), {cache: 'no-store'});
      if (!answer.ok) throw new Error(await answer.text());
      const json = await answer.json();
      tapAfter = json.last;
      const gap = json.unseen ? [{number: json.last - json.requests.length - .5, gap: json.unseen}] : [];
      passed = [...json.requests.reverse(), ...gap, ...passed].slice(0, SHOWN_TAP);
      text($('tap-note'), passed.length ? '' : 'Waiting for requests.');
      sync($('tap'), passed, r => r.number, r => r.gap ? make('li', {class: 'quiet'}, 'and ' + count(r.gap) + ' more') : make('li', {},
        make('span', {class: 'badge ' + ({recorded: 'good', rejected: 'bad'}[r.outcome] || 'wait')}, r.reason ? r.outcome + ': ' + r.reason : r.outcome), ' ' + (r.time ? when(r.time) : '') + ' ' + r.stream + '  ' + r.what), () => {});
    } catch (e) {
      text($('tap-note'), e.message || 'The agent does not answer.');
    }
    tapTimer = setTimeout(tap, 1000);
  }
  $('watch').addEventListener('click', () => {
    watching = !watching;
    clearTimeout(tapTimer);
    $('watch').setAttribute('aria-pressed', String(watching));
    $('tap').hidden = false;
    tap();
  });

  // --- the process -------------------------------------------------------------------------------------------------
  function process() {
    const l = ledger(), build = figure('build')[0], used = sum('heap_used_bytes'), limit = sum('heap_limit_bytes'), start = most('start_timestamp_seconds');
    const own = new Set(figure('collector').map(([labels]) => labels[0]));
    sync($('collectors'), l ? l.collectors.filter((c, i) => c.running || i < 3) : [], c => c.name, () => make('li', {}, make('span'), ' ', make('span')), (li, c) => {
      style(text(li.firstChild, c.running ? '✓ running' : 'not running'), 'badge ' + (c.running ? 'good' : 'wait'));
      text(li.lastChild, c.name + (own.has(c.name) ? ' (this process)' : '') + ', seen ' + ago(c.seenAt) + ', waits ' + c.maxHold + ' for a stream that brings nothing');
    });
    pairs($('process'), [
      build && ['Track Replay', build[0][0]], label('matomo') && ['Matomo', label('matomo')], build && ['Java', build[0][1]],
      start && ['Running for', span(state.now / 1000 - start[1])], ['Memory', size(used) + ' of ' + size(limit)],
      ...figure('channel_events').map(([labels, n]) => { const most = sum('channel_capacity_events', x => x[0] === labels[0]); return ['Channel ' + labels[0], count(n) + ' of ' + count(most) + ' events (' + some.format(100 * n / most) + ' %)']; }),
      ...figure('delivered_events').map(([labels, n]) => { const failed = sum('failed_deliveries', x => x[0] === labels[0]); return ['Sink ' + labels[0], count(n) + ' events delivered' + (failed ? ', ' + plural(failed, 'failed attempt') : '')]; }),
      l && ['Bytes of all logs', count(l.bytes.read) + ' read ' + (l.bytes.balanced ? '=' : '≠') + ' ' + count(l.bytes.applied) + ' applied + ' + count(l.bytes.skipped) + ' skipped + ' + count(l.bytes.rejected) + ' rejected + ' + count(l.bytes.held) + ' held back' + (l.bytes.lost ? ' + ' + count(l.bytes.lost) + ' lost' : '')],
      state.databases > 1 && ['Databases', state.databases + '; this page shows the first one'],
    ]);
  }

  // --- the loop ----------------------------------------------------------------------------------------------------
  function show() {
    const all = warnings();
    text($('who'), label('collector') || location.host);
    showWarnings(all);
    showVerdict(all);
    tiles();
    plots();
    streams();
    completeness();
    rejects();
    $('tap-section').hidden = !state.visitors || !figure('commits').length;
    process();
  }
  async function look() {
    clearTimeout(timer);
    if (paused) return;
    try {
      const after = history.length ? latest().time : 0;
      const answer = await fetch(below('state.json?since=' + after), {cache: 'no-store'});
      if (!answer.ok) throw new Error(answer.status === 401 ? 'Name or password is wrong' : await answer.text());
      state = await answer.json();
      const oldest = state.now - HOUR;
      history = [...history, ...state.history].filter(point => point.time > oldest);
      fetchedAt = Date.now();
      failure = '';
      show();
    } catch (e) {
      failure = e instanceof TypeError ? 'The agent does not answer' : String(e.message || e).slice(0, 200);
      showVerdict(state ? warnings() : []);
    }
    timer = setTimeout(look, document.hidden ? 10 * POLL : POLL);
  }
  function tick() {
    text($('age'), paused ? 'Paused' : !fetchedAt ? '' : Date.now() - fetchedAt < 2 * POLL ? 'Live' : 'Last heard ' + span((Date.now() - fetchedAt) / 1000) + ' ago');
  }
  $('pause').addEventListener('click', () => {
    paused = !paused;
    $('pause').setAttribute('aria-pressed', String(paused));
    tick();
    look();
  });
  $('filter').addEventListener('input', () => state && streams());
  document.addEventListener('visibilitychange', () => document.hidden || look());
  document.querySelector('footer p').append(' Times are those of ' + Intl.DateTimeFormat().resolvedOptions().timeZone + '.');
  setInterval(tick, 1000);
  look();
})();
