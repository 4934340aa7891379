// What the tests ask of npm's jose, jsonwebtoken, dpop and oauth4webapi: one JSON object per line in, one per line out, in order.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createInterface } from 'node:readline';
import * as dpop from 'dpop';
import * as jose from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import * as oauth from 'oauth4webapi';

const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

// A key is a JWK, or a PEM, or a secret in base64.
const forJose = (key, alg) => {
  if (key.secret) return bytes(key.secret);
  if (key.pem) return key.pem.includes('PRIVATE') ? jose.importPKCS8(key.pem, alg) : jose.importSPKI(key.pem, alg);
  return jose.importJWK(key.jwk, alg);
};
const forJsonwebtoken = (key) => {
  if (key.secret) return Buffer.from(key.secret, 'base64');
  if (key.pem) return key.pem;
  if (key.jwk.kty === 'oct') return Buffer.from(key.jwk.k, 'base64url');
  return key.jwk.d ? createPrivateKey({ key: key.jwk, format: 'jwk' }) : createPublicKey({ key: key.jwk, format: 'jwk' });
};
const joseChecks = ({ alg, issuer, audience, typ, now, maxTokenAge, requiredClaims }) =>
  ({ algorithms: [alg], issuer, audience, typ, currentDate: new Date(now * 1000), ...(maxTokenAge && { maxTokenAge }), ...(requiredClaims && { requiredClaims }) });

const remoteSets = {};

// The keys of clients, which are kept between questions and never leave this process.
const clients = {};

const oauthHandles = {};
const oauthHandle = async (client, alg) =>
  (oauthHandles[client] ??= oauth.DPoP({ client_id: client }, await oauth.generateKeyPair(alg)));

const operations = {
  joseSign: async ({ key, header, payload }) => new jose.SignJWT(payload).setProtectedHeader(header).sign(await forJose(key, header.alg)),

  joseVerify: async ({ token, key, ...checks }) => {
    const { payload, protectedHeader } = await jose.jwtVerify(token, await forJose(key, checks.alg), joseChecks(checks));
    return { payload, header: protectedHeader };
  },

  joseVerifyBySet: async ({ token, set, ...checks }) => {
    const { payload, protectedHeader } = await jose.jwtVerify(token, jose.createLocalJWKSet(set), joseChecks(checks));
    return { payload, header: protectedHeader };
  },

  // The set is kept between questions, as a service keeps it, and asks again for a key it has not seen.
  joseVerifyByAddress: async ({ token, address, cooldown, ...checks }) => {
    const set = (remoteSets[address] ??= jose.createRemoteJWKSet(new URL(address), { cooldownDuration: cooldown }));
    const { payload, protectedHeader } = await jose.jwtVerify(token, set, joseChecks(checks));
    return { payload, header: protectedHeader };
  },

  joseThumbprint: ({ jwk }) => jose.calculateJwkThumbprint(jwk, 'sha256'),

  joseEncrypt: async ({ key, header, content }) => new jose.CompactEncrypt(utf8(content)).setProtectedHeader(header).encrypt(await forJose(key, header.alg)),

  joseEncryptClaims: async ({ key, header, payload }) => new jose.EncryptJWT(payload).setProtectedHeader(header).encrypt(await forJose(key, header.alg)),

  joseDecrypt: async ({ token, key }) => {
    const { plaintext, protectedHeader } = await jose.compactDecrypt(token, await forJose(key, 'dir'), { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256CBC-HS512'] });
    return { content: text(plaintext), header: protectedHeader };
  },

  // The flattened form, for headers that the compact one does not let anybody write.
  joseSignFlattened: async ({ key, header, content }) => new jose.FlattenedSign(utf8(content)).setProtectedHeader(header).sign(await forJose(key, header.alg), { crit: { [header.crit?.[0] ?? 'x']: true } }),

  jsonwebtokenSign: ({ key, header, payload }) => jsonwebtoken.sign(payload, forJsonwebtoken(key), { algorithm: header.alg, header, noTimestamp: true }),

  jsonwebtokenVerify: ({ token, key, alg, issuer, audience, now, maxAge, jwtid }) =>
    jsonwebtoken.verify(token, forJsonwebtoken(key), {
      algorithms: [alg], issuer, audience, clockTimestamp: now, complete: true, ...(maxAge && { maxAge }), ...(jwtid && { jwtid }),
    }),

  dpopProof: async ({ client, alg, method, address, nonce, accessToken }) => {
    const pair = (clients[client] ??= await dpop.generateKeyPair(alg));
    return { proof: await dpop.generateProof(pair, address, method, nonce ?? undefined, accessToken ?? undefined), thumbprint: await dpop.calculateThumbprint(pair.publicKey) };
  },

  // A client of a protected resource as oauth4webapi describes it: the handle keeps the nonce, and the request is sent again.
  oauthThumbprint: async ({ client, alg }) => ({ thumbprint: await (await oauthHandle(client, alg)).calculateThumbprint() }),
  oauthRequest: async ({ client, alg, method, address, accessToken }) => {
    const DPoP = await oauthHandle(client, alg);
    const send = () => oauth.protectedResourceRequest(accessToken, method, new URL(address), undefined, undefined, { DPoP, [oauth.allowInsecureRequests]: true });
    let attempts = 1;
    let response;
    try {
      response = await send();
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) return { attempts, status: error.status ?? 0, challenge: error.cause?.map?.(({ scheme, parameters }) => `${scheme} ${parameters.error ?? ''}`.trim()).join('|') ?? error.message };
      attempts++;
      try {
        response = await send();
      } catch (second) {
        return { attempts, status: second.status ?? 0, challenge: second.message };
      }
    }
    return { attempts, status: response.status, body: await response.text() };
  },

  // A refresh as an OAuth client makes it, with the nonce if one is asked for.
  oauthRefresh: async ({ client, alg, address, refreshToken }) => {
    const DPoP = await oauthHandle(client, alg);
    const server = { issuer: new URL(address).origin, token_endpoint: address };
    const application = { client_id: 'app' };
    const send = async () => oauth.processRefreshTokenResponse(server, application,
      await oauth.refreshTokenGrantRequest(server, application, oauth.None(), refreshToken, { DPoP, [oauth.allowInsecureRequests]: true }));
    let attempts = 1;
    try {
      return { attempts, tokens: await send() };
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) return { attempts, error: error.error ?? error.code ?? error.message };
    }
    attempts++;
    try {
      return { attempts, tokens: await send() };
    } catch (error) {
      return { attempts, error: error.error ?? error.code ?? error.message };
    }
  },

  // Every form in which a key of Node's comes.
  generate: async ({ alg }) => {
    if (alg.startsWith('HS') || alg.startsWith('A')) {
      const secret = await jose.generateSecret(alg, { extractable: true });
      return { privateJwk: await jose.exportJWK(secret) };
    }
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    const privatePem = await jose.exportPKCS8(privateKey);
    return {
      privateJwk: await jose.exportJWK(privateKey),
      publicJwk: await jose.exportJWK(publicKey),
      privatePem,
      publicPem: await jose.exportSPKI(publicKey),
      // Edwards curves have no older form.
      traditionalPem: alg === 'EdDSA' ? undefined : createPrivateKey(privatePem).export({ format: 'pem', type: alg.startsWith('E') ? 'sec1' : 'pkcs1' }),
    };
  },

  versions: () => ({ node: process.versions.node }),
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { operation, ...request } = JSON.parse(line);
    answer = { result: await operations[operation](request) };
  } catch (error) {
    answer = { error: `${error.code ?? error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
