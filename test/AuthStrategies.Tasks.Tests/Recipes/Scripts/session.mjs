// Calls the API. "onLoggedOut" gets the text that the login page shows.
export function createApi(onLoggedOut, base = '') {
  return async function api(path, { method = 'GET', body } = {}) {
    const response = await fetch(base + path, {
      method,
      credentials: base === '' ? 'same-origin' : 'include',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.status === 401) {
      const problem = await response.json().catch(() => ({}));
      onLoggedOut(problem.detail ?? 'Log in.');
      return null;
    }
    if (response.status === 503) throw new Error('Try again in a moment.');   // no user was logged out
    if (!response.ok) throw new Error(`${response.status}`);
    return response;
  };
}
