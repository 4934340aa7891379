using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Leaves out the sessions that have ended because all sessions of their strategy were ended.</summary>
internal static class CurrentSessions
{
    extension(SessionGenerations generations)
    {
        /// <exception cref="SessionStoreException">It cannot be told now.</exception>
        public ValueTask<bool> IsCurrentAsync(SessionPayload session, DateTimeOffset now, CancellationToken cancellationToken) =>
            generations.Of(session.Strategy).IsCurrentAsync(session.Generation, now, cancellationToken);

        /// <exception cref="SessionStoreException">It cannot be told now.</exception>
        public async ValueTask<List<LiveSession>> CurrentOfAsync(List<LiveSession> live, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var current = new List<LiveSession>(live.Count);
            foreach (LiveSession session in live)
            {
                if (await generations.IsCurrentAsync(session.Payload, now, cancellationToken).ConfigureAwait(false))
                    current.Add(session);
            }

            return current;
        }
    }
}
