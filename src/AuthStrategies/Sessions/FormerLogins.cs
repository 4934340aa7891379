using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Notes in the store which former credentials were used. Thread-safe.</summary>
internal sealed class FormerLogins(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    /// <summary>After this time no caller is between the two writes that begin a session, the record and the note.</summary>
    private static readonly TimeSpan LongestMove = TimeSpan.FromSeconds(30);

    private const int Attempts = 8;

    /// <summary>When all former logins of a user or a strategy were ended.</summary>
    public FormerEnds Ends { get; } = new(client);

    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);

    /// <summary>The secret of the host, which all nodes share. In two records, so that a store that loses one has the other.</summary>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> KeepSecretAsync(string strategy, ReadOnlyMemory<byte> proposal, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? kept = await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.FormerSecret, strategy), cancellationToken).ConfigureAwait(false);
            SessionRecord? spare = await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.FormerSecretSpare, strategy), cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> secret = (kept ?? spare)?.Payload ?? proposal;
            if (kept is null && !await client.TryCreateAsync(SystemRecord.Create(SystemRecord.FormerSecret, strategy, SystemRecord.Never, secret), cancellationToken).ConfigureAwait(false))
                continue;
            if (spare is null)
                await KeepSpareAsync(strategy, secret, cancellationToken).ConfigureAwait(false);
            return secret;
        }

        throw new SessionStoreException($"The secret of former logins was missing {Attempts} times after it had been created. The session store loses records.");
    }

    // The secret is known without it. The next call tries again.
    private async ValueTask KeepSpareAsync(string strategy, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        try
        {
            await client.TryCreateAsync(SystemRecord.Create(SystemRecord.FormerSecretSpare, strategy, SystemRecord.Never, secret), cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Logged by the store client.
        }
    }

    /// <summary>The token that stands for a former credential.</summary>
    public static OpaqueToken TokenOf(ReadOnlySpan<byte> credential, string strategy)
    {
        Span<byte> bytes = stackalloc byte[OpaqueToken.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, credential, bytes, salt: [], info: Encoding.UTF8.GetBytes($"AuthStrategies/former/1\0{strategy}"));
        return OpaqueToken.Take(bytes);
    }

    /// <summary>Whether a credential was used: its session exists, or has ended.</summary>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<bool> WasUsedAsync(OpaqueToken token, CancellationToken cancellationToken)
    {
        SessionRecord? note = await client.FindSystemAsync(FormerLogin.NoteOf(token), cancellationToken).ConfigureAwait(false);
        // A call that was about to begin the session when the login was ended may have stopped after its record.
        if (note is { Payload.IsEmpty: true })
            await client.RemoveAsync(token.Id, ifVersion: null, cancellationToken).ConfigureAwait(false);
        return note is not null;
    }

    /// <summary>Whether the note about a credential is about this session, or about any that has not ended.</summary>
    /// <param name="token">The token that stands for the credential.</param>
    /// <param name="writer">What <see cref="FormerLogin.WriterOf"/> returns for the session; <see langword="null"/> for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<bool> IsNotedAsync(OpaqueToken token, ReadOnlyMemory<byte>? writer, CancellationToken cancellationToken) =>
        await client.FindSystemAsync(FormerLogin.NoteOf(token), cancellationToken).ConfigureAwait(false) is { Payload.IsEmpty: false } note
        && (writer is not { } own || note.Payload.Span.SequenceEqual(own.Span));

    /// <summary>Notes that a credential was used for a session.</summary>
    /// <returns>Whether the note is about that session, whoever wrote it; <see langword="false"/> if it is about another one, or the login has ended.</returns>
    /// <exception cref="SessionStoreException">The store did not answer. The note may be there.</exception>
    public async ValueTask<bool> TryUseAsync(FormerLogin former, ReadOnlyMemory<byte> writer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SessionStoreException? failure = null;
        try
        {
            if (await client.TryCreateAsync(former.Note(now, writer), cancellationToken).ConfigureAwait(false))
                return true;
        }
        catch (SessionStoreException exception)
        {
            failure = exception;
        }

        // A call whose answer was lost may have written the note, and a store that repeats a call finds its own record.
        SessionRecord? note = await client.FindSystemAsync(FormerLogin.NoteOf(former.Token), cancellationToken).ConfigureAwait(false);
        if (note is null && failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return note is not null && note.Payload.Span.SequenceEqual(writer.Span);
    }

    /// <summary>
    /// Another call has created the session. If it could not write the note, because its process ended, this writes it, about that session. Not earlier:
    /// usually the other call is just about to.
    /// </summary>
    /// <returns>The session, if this call wrote the note: who began it may have reported nothing.</returns>
    public async ValueTask<IssuedCredential?> CompleteAsync(FormerLogin former, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SessionRecord? record = await client.FindAsync(former.Token.Id, cancellationToken).ConfigureAwait(false);
        if (!_reader.TryReadLive(record, now, out LiveSession live) || now - live.Payload.CreatedAt <= LongestMove)
            return null;

        bool isNew = await client.TryCreateAsync(former.Note(now, FormerLogin.WriterOf(live.Payload.Rotation.Secret)), cancellationToken).ConfigureAwait(false);
        return isNew ? SessionCredential.Of(former.Token, live.Record, live.Payload) : null;
    }
}
