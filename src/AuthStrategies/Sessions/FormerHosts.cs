using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// Notes in the store on which hosts a former credential was used that several hosts share: each has a session, because each keeps a cookie that the others do
/// not get. Who ends the login ends all of them, and after that no host begins another one. Thread-safe.
/// </summary>
/// <remarks>The payload is one byte, 1 if the login has ended, and then the ids of the sessions, also of those that have ended.</remarks>
internal sealed class FormerHosts(SessionStoreClient client)
{
    /// <summary>Anyone with a credential can name any host, and each costs a session and a note.</summary>
    public const int MaxHosts = 32;

    private const int Attempts = 8;
    private const byte IsOpen = 0;
    private const byte HasEnded = 1;

    /// <summary>The credential is about to begin a session on one host.</summary>
    /// <returns>Whether it may; <see langword="false"/> if the login has ended.</returns>
    /// <exception cref="ArgumentException">It was used on too many hosts.</exception>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask<bool> TryJoinAsync(OpaqueToken whole, FormerLogin login, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await FindAsync(whole.Id, cancellationToken).ConfigureAwait(false);
            List<SessionId> sessions = before is null ? [] : SessionsOf(before);
            // Also of a login that has ended: who ended all of its sessions has noted that of each, and who ended another one has not meant this.
            if (sessions.Contains(login.Token.Id))
                return true;
            if (before is not null && StateOf(before) != IsOpen)
                return false;
            if (sessions.Count >= MaxHosts)
                throw new ArgumentException($"The former credential was used on {MaxHosts} hosts, which is the most. Set Cookie.Domain of the new cookie, so that all hosts share it, and AllowedHosts, so that a request cannot name any host.");
            if (await WriteAsync(whole.Id, before, IsOpen, [.. sessions, login.Token.Id], login.End, now, cancellationToken).ConfigureAwait(false))
                return true;
        }

        throw Contended();
    }

    /// <summary>The login has ended: its credential begins no other session.</summary>
    /// <returns>The sessions that it has begun, also those that have ended.</returns>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask<List<SessionId>> EndAsync(SessionId whole, DateTimeOffset end, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await FindAsync(whole, cancellationToken).ConfigureAwait(false);
            List<SessionId> sessions = before is null ? [] : SessionsOf(before);
            if (before is not null && StateOf(before) == HasEnded || await WriteAsync(whole, before, HasEnded, sessions, end, now, cancellationToken).ConfigureAwait(false))
                return sessions;
        }

        throw Contended();
    }

    private ValueTask<SessionRecord?> FindAsync(SessionId whole, CancellationToken cancellationToken) =>
        client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.FormerHosts, whole.ToString()), cancellationToken);

    private ValueTask<bool> WriteAsync(SessionId whole, SessionRecord? before, byte state, List<SessionId> sessions, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[1 + sessions.Count * SessionId.Size];
        payload[0] = state;
        for (int index = 0; index < sessions.Count; index++)
            sessions[index].CopyTo(payload.AsSpan(1 + index * SessionId.Size));
        DateTimeOffset end = FormerLogin.EndOfNote(until, now);
        return before is null
            ? client.TryCreateAsync(SystemRecord.CreateRenewable(SystemRecord.FormerHosts, whole.ToString(), end, payload), cancellationToken)
            : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt > end ? before.ExpiresAt : end, payload), cancellationToken);
    }

    // One that cannot be read has ended: no login goes on that must not.
    private static byte StateOf(SessionRecord note) => note.Payload is { IsEmpty: false } payload && payload.Length % SessionId.Size == 1 ? payload.Span[0] : HasEnded;

    private static List<SessionId> SessionsOf(SessionRecord note)
    {
        List<SessionId> sessions = [];
        for (int start = 1; start + SessionId.Size <= note.Payload.Length; start += SessionId.Size)
            sessions.Add(new(note.Payload.Span.Slice(start, SessionId.Size)));
        return sessions;
    }

    private static SessionStoreException Contended() => new($"Other calls replaced the note about the hosts of a former login {Attempts} times in a row. Try again.");
}
