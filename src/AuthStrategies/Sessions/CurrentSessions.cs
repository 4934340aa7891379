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
            Dictionary<string, GenerationCopy>? answers = null;
            foreach (LiveSession session in live)
            {
                // All were read before, so one answer is enough for those of a strategy, however many have ended.
                bool isCurrent = generations.Of(session.Payload.Strategy).IsKnownCurrent(session.Payload.Generation, now)
                    || (await AnswerAsync(generations, answers ??= new(StringComparer.Ordinal), session.Payload, cancellationToken).ConfigureAwait(false)).Accepts(session.Payload.Generation);
                if (isCurrent)
                    current.Add(session);
            }

            return current;
        }
    }

    private static async ValueTask<GenerationCopy> AnswerAsync(
        SessionGenerations generations, Dictionary<string, GenerationCopy> answers, SessionPayload session, CancellationToken cancellationToken)
    {
        bool isUnmarked = session.Generation.IsNone;
        if (answers.TryGetValue(session.Strategy, out GenerationCopy? known) && (known.Record is not null || !isUnmarked))
            return known;

        return answers[session.Strategy] = await generations.Of(session.Strategy).GetAsync(isUnmarked, cancellationToken).ConfigureAwait(false);
    }
}
