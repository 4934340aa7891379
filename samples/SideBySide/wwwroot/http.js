// Real requests. A header of the response describes what the server did; a real server would not send it.

export async function send(method, path, { headers = {}, body, credentials = 'omit' } = {}) {
  const init = { method, headers: { ...headers }, credentials, cache: 'no-store' };
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }

  const response = await fetch(path, init);
  const text = await response.text();
  return { status: response.status, ok: response.ok, body: parse(text), trace: parse(response.headers.get('Demo-Trace')) };
}

export function parse(text) {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
