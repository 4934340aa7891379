const options = { password, cookieName: 'shop', ttl: 14 * 24 * 60 * 60 };

export async function login(req, res) {
  const session = await getIronSession(req, res, options);
  session.user = check(req.body);
  await session.save();
}
export async function extend(req, res) {
  const session = await getIronSession(req, res, options);
  session.updateConfig({ ...options, ttl: 60 * 60 });
  await session.save();
}
export async function logout(req, res) {
  const session = await getIronSession(req, res, options);
  session.destroy();
}
