export const options = {
  providers: [Credentials({ authorize: form => check(form) })],
  session: { strategy: 'jwt', maxAge: 30 * 24 * 60 * 60, updateAge: 24 * 60 * 60 },
  pages: { signIn: '/login' },
  callbacks: {
    async jwt({ token, user }) {
      if (user) token.tenant = user.tenant;
      return (await isLocked(token.sub)) ? null : token;
    },
    async session({ session, token }) {
      session.user.tenant = token.tenant;
      return session;
    },
  },
  events: { signIn: ({ user }) => audit('signed in', user.id) },
};
