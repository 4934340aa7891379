const token = jwt.sign({ name: 'Alice', role: 'admin' }, privateKey, {
  algorithm: 'ES256', issuer: 'https://api.example', audience: 'web', subject: 'alice',
  expiresIn: '15m', notBefore: 0, jwtid: 'order-7', header: { ver: '2' },
});
const claims = jwt.verify(token, publicKey, {
  algorithms: ['ES256'], issuer: 'https://api.example', audience: 'web', clockTolerance: 10, maxAge: '1h',
});
