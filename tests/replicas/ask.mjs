import http from 'node:http';

/** One request: { status, headers, body, json() }. Rejects where no whole answer comes. */
export function ask(url, { method = 'GET', headers = {}, body, agent = false, timeout = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent, timeout }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        resolve({ status: response.statusCode, headers: response.headers, body: text, json: () => JSON.parse(text) });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout / 1000} s: ${method} ${url}`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** A picture as a client's form sends it: to be uploaded, or to be named. */
export function form(name, bytes, part = 'upload') {
  const boundary = 'gasworks-replicas';
  return {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, Accept: 'application/json' },
    body: Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** The operations of one address, a replica's or the balancer's, in a workspace. */
export class Service {
  constructor(base, workspace = 'default', agent = false) {
    this.base = base;
    this.workspace = workspace;
    this.agent = agent;
  }
  in(workspace) { return new Service(this.base, workspace, this.agent); }
  // Commas between the values of a list stay as they are.
  url(path, query = {}) { return `${this.base}/cloudmesh${path}?${new URLSearchParams({ id: this.workspace, ...query }).toString().replaceAll('%2C', ',')}`; }
  ask(path, query, options = {}) {
    return ask(this.url(path, query), { agent: this.agent, ...options, headers: { Accept: 'application/json', ...options.headers } });
  }
  download(options) { return this.ask('/EigenfacesSVM/download_data', {}, { method: 'POST', ...options }); }
  train(query, options) { return this.ask('/EigenfacesSVM/train', query, { method: 'POST', ...options }); }
  upload(name, bytes) { return this.ask('/upload', {}, form(name, bytes)); }
  predict(name, options) { return this.ask('/EigenfacesSVM/predict', { image_file_paths: name }, options); }
  models() { return this.ask('/models', {}); }
  job(path, options) { return ask(`${this.base}${path}`, { agent: this.agent, ...options }); }
  ready() { return ask(`${this.base}/readyz`, { timeout: 10_000 }); }
}
