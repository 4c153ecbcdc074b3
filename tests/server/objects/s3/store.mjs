// An S3-compatible store for tests: s3rver behind what it lacks. Says its port on a line, ends with its standard input.
//
// Signatures are checked by aws4, an implementation that is not libcurl's. Conditions on PUT and If-Match on GET are
// decided here, one change at a time, and lists are made here, by pages: s3rver encrypts where the next page begins with
// DES, which node no longer has, and leaves out prefixes below which there are prefixes alone. Uploads in parts are ended
// here, which s3rver can't. Faults are told by POST /-/faults, what was asked for by GET /-/requests, uploads that did not
// end by GET /-/uploads.
//
// With DIALECT google it speaks as Google Cloud Storage's XML API is documented to: generations in the place of ETags on
// writes (If-Match and If-None-Match count for reads alone), x-goog-* headers alone, GOOG4-HMAC-SHA256 (which aws4 does not
// know: computed here, from Google's description), 404 for the removal of what is missing.
//
//   node store.mjs NODE_MODULES BUCKET ACCESS_KEY SECRET_KEY SESSION_TOKEN REGION [ADDRESS [DIALECT]]
import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [modules, bucket, accessKeyId, secretAccessKey, sessionToken, region, address = '127.0.0.1', dialect = 'amazon'] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const S3rver = require('s3rver');
const aws4 = require('aws4');

const directory = mkdtempSync(join(tmpdir(), 'gasworks-s3-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.stdin.on('end', () => process.exit(0)).resume();

const s3rver = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, vhostBuckets: false, configureBuckets: [{ name: bucket }] });
const { port: behind } = await s3rver.run();
const uploads = s3rver.store.getResourcePath(bucket, undefined, 'uploads');
const agent = new http.Agent({ keepAlive: true });

// What Google adds to every object: its generation, by the object's name, and when it was stored.
const isGoogle = dialect === 'google';
const generations = new Map();
let lastGeneration = 0;
const nameOf = url => decodeURIComponent(url.pathname.slice(bucket.length + 2));
function generationHeaders(name) {
  const stored = isGoogle && generations.get(name);
  return stored ? { 'x-goog-generation': String(stored.generation), 'x-goog-metageneration': '1' } : {};
}

// Readers share the store, a change has it alone: s3rver writes contents and metadata one after the other.
let changes = Promise.resolve();
let readers = new Set();
async function shared(work) {
  await changes;
  const reading = work();
  readers.add(reading);
  try { return await reading; } finally { readers.delete(reading); }
}
function alone(work) {
  const result = changes.then(() => Promise.allSettled([...readers])).then(work);
  changes = result.catch(() => {});
  return result;
}

function forward(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const spoken = isGoogle ? Object.entries(headers).filter(([name]) => !/^x-goog-(?!meta-)/.test(name)).map(([name, value]) => [name.replace(/^x-goog-/, 'x-amz-'), value]) : Object.entries(headers);
    const kept = Object.fromEntries(spoken.filter(([name]) => !/^(authorization|host|connection|if-match|x-amz-(date|content-sha256|security-token))$/.test(name)));
    const request = http.request({ host: '127.0.0.1', port: behind, method, path, headers: kept, agent }, async response => {
      const chunks = [];
      try {
        for await (const chunk of response) chunks.push(chunk);
        const told = Object.entries(response.headers).map(([name, value]) => [isGoogle ? name.replace(/^x-amz-meta-/, 'x-goog-meta-') : name, value]);
        resolve({ status: response.statusCode, headers: Object.fromEntries(told.filter(([name]) => !isGoogle || !name.startsWith('x-amz-'))), body: Buffer.concat(chunks) });
      } catch (error) { reject(error); }
    });
    request.on('error', reject);
    request.end(body);
  });
}

function refusal(status, code, message) {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  return { status, headers: { 'content-type': 'application/xml', 'content-length': body.length }, body };
}

const escaped = text => text.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`);

/** What was written is known by another generation, what was removed by none. */
function keepGeneration(method, url, told) {
  if (!isGoogle || told.status >= 300) return told;
  if (method === 'DELETE' && !url.searchParams.get('uploadId')) generations.delete(nameOf(url));
  const makesObject = method === 'PUT' ? !url.searchParams.get('uploadId') : method === 'POST' && url.searchParams.get('uploadId');
  if (!makesObject) return told;
  lastGeneration = Math.max(lastGeneration + 1, Date.now() * 1000);
  generations.set(nameOf(url), { generation: lastGeneration, stored: Date.now() });
  return { ...told, headers: { ...told.headers, ...generationHeaders(nameOf(url)) } };
}

/** What Google answers where x-goog-if-generation-match does not hold, or is none. */
function refusedGeneration(method, url, headers) {
  const wanted = headers['x-goog-if-generation-match'];
  if (!isGoogle || wanted === undefined) return;
  if (!/^\d+$/.test(wanted)) return refusal(400, 'InvalidArgument', 'Invalid argument.');
  const now = generations.get(nameOf(url));
  if (!now && method !== 'PUT') return; // 404
  if (String(now?.generation ?? 0) !== wanted) return refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.');
}

/** ListObjectsV2: objects and what stands before the delimiter, in the order of their bytes, 1,000 at most. */
async function list(query, listsGenerations) {
  const [prefix, delimiter, token] = ['prefix', 'delimiter', 'continuation-token'].map(name => query.get(name) ?? '');
  const after = Buffer.from(token, 'base64url').toString();
  const { objects } = await s3rver.store.listObjects(bucket, { prefix });
  const entries = new Map();
  for (const { key, size, lastModifiedDate, metadata } of objects) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (end >= 0) {
      const common = key.slice(0, end + delimiter.length);
      entries.set(common, `<CommonPrefixes><Prefix>${escaped(common)}</Prefix></CommonPrefixes>`);
    } else {
      const generation = isGoogle && listsGenerations ? `<Generation>${generations.get(key)?.generation ?? ''}</Generation><MetaGeneration>1</MetaGeneration>` : '';
      entries.set(key, `<Contents><Key>${escaped(key)}</Key>${generation}<LastModified>${lastModifiedDate.toISOString()}</LastModified><ETag>${escaped(metadata.etag)}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`);
    }
  }
  const order = (one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two));
  const names = [...entries.keys()].sort(order).filter(name => !after || order(name, after) > 0);
  const page = names.slice(0, Math.min(1000, Number(query.get('max-keys') ?? 1000)));
  const more = page.length < names.length;
  const next = more ? `<NextContinuationToken>${Buffer.from(page.at(-1)).toString('base64url')}</NextContinuationToken>` : '';
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${more}</IsTruncated>${next}${page.map(name => entries.get(name)).join('')}</ListBucketResult>`);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
const percentEncoded = text => encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function refusedGoogleSignature(request, body) {
  const { headers, method } = request;
  if (Object.keys(headers).some(name => name.startsWith('x-amz-'))) return refusal(400, 'InvalidArgument', 'Requests cannot specify both x-amz and x-goog headers');
  const match = /^GOOG4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/storage\/goog4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '');
  if (!match) return refusal(403, 'AccessDenied', 'Access denied.');
  const [, id, date, location, names, signature] = match;
  if (id !== accessKeyId) return refusal(403, 'InvalidAccessKeyId', 'The User Id you provided does not exist in our records.');
  const signed = names.split(';');
  const wanted = Object.keys(headers).filter(name => name === 'host' || name.startsWith('x-goog-'));
  if (!wanted.every(name => signed.includes(name)) || names !== [...signed].sort().join(';')) return refusal(403, 'AccessDenied', `There were headers present in the request which were not signed, or not in order: ${names}`);
  const time = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-goog-date'] ?? '');
  const moment = time && Date.UTC(time[1], time[2] - 1, time[3], time[4], time[5], time[6]);
  if (!time || time[0].slice(0, 8) !== date || Math.abs(Date.now() - moment) > 15 * 60_000) return refusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.');
  const [path, query = ''] = request.url.split('?');
  const parameters = query.split('&').filter(text => text).map(text => text.split('=').map(part => percentEncoded(decodeURIComponent(part ?? ''))));
  const canonical = [
    method,
    path.split('/').map(part => percentEncoded(decodeURIComponent(part))).join('/'),
    parameters.map(([name, value = '']) => `${name}=${value}`).sort().join('&'),
    ...signed.map(name => `${name}:${headers[name].trim().replace(/ +/g, ' ')}`),
    '', names, headers['x-goog-content-sha256'],
  ].join('\n');
  const key = [date, location, 'storage', 'goog4_request'].reduce((last, part) => createHmac('sha256', last).update(part).digest(), `GOOG4${secretAccessKey}`);
  const text = ['GOOG4-HMAC-SHA256', headers['x-goog-date'], `${date}/${location}/storage/goog4_request`, sha256(canonical)].join('\n');
  if (createHmac('sha256', key).update(text).digest('hex') !== signature)
    return refusal(403, 'SignatureDoesNotMatch', 'Access denied. The request signature we calculated does not match the signature you provided.');
  if (sha256(body) !== headers['x-goog-content-sha256']) return refusal(400, 'XAmzContentSHA256Mismatch', 'The provided content hash does not match what was computed.');
}

function refusedSignature(request, body) {
  if (isGoogle) return refusedGoogleSignature(request, body);
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (!match) return refusal(403, 'AccessDenied', 'Access Denied');
  const [, id, signedRegion, names] = match;
  if (id !== accessKeyId) return refusal(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  if (signedRegion !== region) return refusal(400, 'AuthorizationHeaderMalformed', `The authorization header is malformed; the region is wrong; expecting '${region}'`);
  if ((request.headers['x-amz-security-token'] ?? '') !== sessionToken) return refusal(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  const signed = names.split(';');
  // What decides about the request has to be signed.
  const wanted = Object.keys(request.headers).filter(name => name === 'host' || name === 'range' || name.startsWith('x-amz-') || name.startsWith('if-'));
  if (!wanted.every(name => signed.includes(name))) return refusal(403, 'AccessDenied', `There were headers present in the request which were not signed: ${wanted.filter(name => !signed.includes(name))}`);
  const signer = new aws4.RequestSigner({
    service: 's3', region, method: request.method, path: request.url,
    headers: Object.fromEntries(signed.map(name => [name, request.headers[name]])), extraHeadersToInclude: { range: true },
  }, { accessKeyId, secretAccessKey });
  if (signer.sign().headers.Authorization.split('Signature=')[1] !== match[4])
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided. Check your key and signing method.');
  if (createHash('sha256').update(body).digest('hex') !== request.headers['x-amz-content-sha256'])
    return refusal(400, 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.");
}

async function decide(request, url, body, fault) {
  const { method, headers } = request;
  const path = url.pathname + url.search;
  const ofObject = url.pathname.slice(bucket.length + 2) !== '';
  if (method === 'GET' || method === 'HEAD') {
    return shared(async () => {
      if (url.pathname === `/${bucket}/` && url.searchParams.get('list-type') === '2') return list(url.searchParams, fault?.kind !== 'no-generations');
      const refused = ofObject && refusedGeneration(method, url, headers);
      if (refused) return refused;
      if (ofObject && headers['if-match']) {
        const now = await forward('HEAD', url.pathname, {});
        if (now.status === 200 && now.headers.etag !== headers['if-match']) return refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
      }
      const told = await forward(method, path, headers, undefined);
      return { ...told, headers: { ...told.headers, ...(told.status < 300 ? generationHeaders(nameOf(url)) : {}) } };
    });
  }
  return alone(async () => {
    const upload = url.searchParams.get('uploadId');
    if (upload) {
      const folder = join(uploads, upload);
      if (!/^[\w-]+$/.test(upload) || !existsSync(folder)) return refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
      if (method === 'DELETE') {
        rmSync(folder, { recursive: true });
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      }
    }
    if (isGoogle && !upload && (method === 'PUT' || method === 'DELETE')) {
      if (fault?.kind === 'throttle' && Date.now() - (generations.get(nameOf(url))?.stored ?? 0) < 1000)
        return refusal(429, 'SlowDown', 'The rate of change requests to the object exceeds the rate limit.');
      const refused = fault?.kind !== 'ignore-conditions' && refusedGeneration(method, url, headers);
      if (refused) return refused;
      if (method === 'DELETE' && !generations.has(nameOf(url))) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    const conditional = !isGoogle && method === 'PUT' && ofObject && fault?.kind !== 'ignore-conditions';
    if (conditional && (headers['if-match'] || headers['if-none-match'])) {
      const now = await forward('HEAD', url.pathname, {});
      if (headers['if-match'] && now.status === 404) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
      // As Ceph 16 has it: the tag of a write without its quotes alone.
      const etag = fault?.kind === 'bare-tags' ? now.headers.etag?.replaceAll('"', '') : now.headers.etag;
      if (headers['if-match'] ? etag !== headers['if-match'] : now.status !== 404)
        return refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    const { 'if-none-match': _, ...others } = headers;
    return keepGeneration(method, url, await forward(method, path, others, body));
  });
}

let faults = [];
let requests = [];
/** The last answers to reads, for stores that tell what was once. */
const before = new Map();

function nextFault(request) {
  // `every`: of the requests that it is for, it meets each so many.
  const fault = faults.find((each) => each.times > 0 && (!each.method || each.method === request.method) && (!each.path || request.url.includes(each.path)) &&
    (each.seen = (each.seen ?? 0) + 1) % (each.every ?? 1) === 0);
  if (fault && --fault.times === 0 && fault.after) faults.push(fault.after);
  return fault;
}

function answer(response, { status, headers, body }, fault) {
  const sent = { ...headers };
  delete sent.connection;
  delete sent['keep-alive'];
  delete sent['transfer-encoding'];
  if (response.req.method !== 'HEAD' && status !== 304 && status !== 204) sent['content-length'] = body.length;
  const socket = response.socket;
  const half = fault?.bytes ?? Math.floor(body.length / 2);
  switch (fault?.kind) {
    case 'lose-answer':
      return socket.destroy();
    case 'reset':
      return socket.resetAndDestroy();
    case 'truncate':
      response.writeHead(status, sent);
      response.write(body.subarray(0, half), () => socket.end());
      return;
    case 'stall':
      response.writeHead(status, sent);
      response.write(body.subarray(0, half));
      return;
    case 'flip':
      body = Buffer.from(body);
      body[half] ^= 1;
      break;
    case 'no-etag':
      delete sent.etag;
      delete sent['x-goog-generation'];
      break;
  }
  response.writeHead(status, sent);
  response.end(body);
}

async function control(request, response, url, body) {
  if (url.pathname === '/-/faults') {
    faults = JSON.parse(body.toString());
    requests = [];
  }
  const told = {
    '/-/requests': requests,
    '/-/uploads': existsSync(uploads) ? readdirSync(uploads) : [],
  };
  response.end(JSON.stringify(told[url.pathname] ?? null));
}

const server = http.createServer(async (request, response) => {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL('http://store' + request.url);
    if (url.pathname.startsWith('/-/')) return await control(request, response, url, body);
    requests.push({ method: request.method, url: request.url, host: request.headers.host, range: request.headers.range ?? '' });
    const refused = refusedSignature(request, body);
    if (refused) return answer(response, refused);
    if (request.headers.host.startsWith(bucket + '.')) url.pathname = `/${bucket}${url.pathname}`;
    const fault = nextFault(request);
    if (fault?.kind === 'status') {
      const told = refusal(fault.status, fault.code ?? 'InternalError', fault.message ?? 'We encountered an internal error. Please try again.');
      return answer(response, { ...told, headers: { ...told.headers, ...fault.headers } });
    }
    if (fault?.kind === 'page') return answer(response, { status: fault.status, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>nothing here</html>') });
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset-before') return response.socket.resetAndDestroy();
    const told = await decide(request, url, body, fault);
    if (request.method === 'GET' && told.status === 200) {
      const last = before.get(request.url);
      if (fault?.kind === 'stale' && last && last.headers.etag !== told.headers.etag) return answer(response, last);
      before.set(request.url, told);
    }
    answer(response, told, fault);
  } catch (error) {
    // The client has gone, or s3rver failed: as stores say it.
    if (response.headersSent || response.destroyed) return response.destroy();
    answer(response, refusal(500, 'InternalError', String(error.message).replaceAll(/[<&]/g, ' ')));
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, address, () => process.stdout.write(`${server.address().port}\n`));
