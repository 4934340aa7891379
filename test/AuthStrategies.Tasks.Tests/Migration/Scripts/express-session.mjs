app.use(session({ secret, store, rolling: true, resave: false, saveUninitialized: false,
  cookie: { maxAge: 2 * 60 * 60 * 1000, httpOnly: true, secure: true, sameSite: 'lax' } }));

app.post('/login', (req, res, next) => {
  const user = check(req.body);
  if (!user) return res.sendStatus(401);
  req.session.regenerate(error => {
    if (error) return next(error);
    req.session.user = user;
    req.session.save(error => (error ? next(error) : res.sendStatus(200)));
  });
});
app.get('/me', (req, res) => (req.session.user ? res.send(req.session.user.name) : res.sendStatus(401)));
app.post('/cart/:item', (req, res) => { req.session.cart = req.params.item; res.sendStatus(200); });
app.get('/cart', (req, res) => res.send(req.session.cart));
app.post('/logout', (req, res) => req.session.destroy(() => res.clearCookie('connect.sid').sendStatus(200)));
