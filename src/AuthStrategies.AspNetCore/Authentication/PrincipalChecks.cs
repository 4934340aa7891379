using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Lets the application check each principal that is handed out over HTTP, at most once per interval for a session or token of this
/// process. Registered only if there is a check. A thread-safe singleton.
/// </summary>
internal sealed class PrincipalChecks(
    PrincipalCheckInterval interval,
    StrategyList strategies,
    ISessionDirectory directory,
    IServiceScopeFactory scopes,
    TimeProvider time,
    RefusedUserEnd refusedEnd)
{
    private static readonly AuthResult Ended = AuthResult.Fail(AuthFailureReason.UnknownSession, "The session ended while its principal was replaced.");
    private static readonly AuthResult Refused = AuthResult.Fail(AuthFailureReason.Refused, "The application's IPrincipalCheck refused the user.");

    private readonly PrincipalCheckMemory _memory = new(interval.Every, time);

    private long _stored;

    /// <summary>How many replaced principals sessions have stored. Read it before a credential is authenticated.</summary>
    public long Stored => Volatile.Read(ref _stored);

    private bool IsEachTime => interval.Every == TimeSpan.Zero;

    /// <summary>The result of a request's authentication after the check.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="strategy">The strategy that authenticated it.</param>
    /// <param name="result">The result before the check.</param>
    /// <param name="storedBefore"><see cref="Stored"/> before the credential was authenticated: a principal that was stored since is read again.</param>
    /// <exception cref="AuthUnavailableException">It is not known whether the user is accepted, or the session store did not answer.</exception>
    public async ValueTask<AuthResult> CheckAsync(HttpContext context, AuthRequest request, PresentedCredential credential, HttpStrategy strategy, AuthResult result, long storedBefore)
    {
        if (IsEachTime)
            return (await AskAsync(context, request, credential, strategy, result).ConfigureAwait(false)).Result;

        string key = KeyOf(strategy, credential, result);
        PrincipalCheckEntry entry = _memory.Of(key);
        PrincipalCheckResult? before = entry.Last;
        if (before is not null && !_memory.IsDue(before))
            return await UseAsync(before, context, request, credential, result, storedBefore).ConfigureAwait(false);

        AuthUnavailableException? failedBefore = entry.Failure;
        bool hasTurn = entry.Turn.Wait(0, CancellationToken.None);
        // While one request checks, the others are served with the last result.
        if (!hasTurn && before is not null && !_memory.IsOverdue(before))
            return await UseAsync(before, context, request, credential, result, storedBefore).ConfigureAwait(false);
        if (!hasTurn)
            await entry.Turn.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            // Another check failed while this request waited: a slow failure must not be waited for once for each request.
            if (!hasTurn && entry.Failure is { } failure && failure != failedBefore)
                throw new AuthUnavailableException(failure.Message, failure);
            // Another request has checked in between.
            if (entry.Last is { } now && !_memory.IsDue(now))
                return await UseAsync(now, context, request, credential, result, storedBefore).ConfigureAwait(false);

            (AuthResult checkedResult, PrincipalCheckResult? kept) = await AskAsync(context, request, credential, strategy, result).ConfigureAwait(false);
            entry.Last = kept;
            if (kept is null)
                _memory.Forget(key);
            return checkedResult;
        }
        catch (AuthUnavailableException exception) when (exception.InnerException is not AuthUnavailableException)
        {
            entry.Failure = exception;
            throw;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Whether a refreshed credential may be handed out. If not, its session has ended.</summary>
    /// <exception cref="AuthUnavailableException">It is not known whether the user is accepted.</exception>
    public async ValueTask<bool> AcceptsRefreshAsync(HttpContext context, AuthRequest request, PresentedCredential presented, HttpStrategy strategy, RefreshResult refreshed)
    {
        PresentedCredential current = refreshed.Credential is { } issued ? presented with { Text = issued.Value } : presented;
        AuthResult result = AuthResult.Success(refreshed.Principal!) with { SessionId = refreshed.Credential?.SessionId };
        if (!IsEachTime && IsStored(strategy, result) && _memory.Of(KeyOf(strategy, current, result)).Last is { } last && !_memory.IsDue(last))
            return true;

        PrincipalCheckContext about = new() { Strategy = strategy.Name, SessionId = result.SessionId, HttpContext = context };
        if (await PrincipalQuestion.AskAsync(context.RequestServices, result.Principal!, about, context.RequestAborted).ConfigureAwait(false) is { } answer)
            return answer == result.Principal || !IsStored(strategy, result) || await ReplaceAsync(request, result.SessionId!.Value, answer, context.RequestAborted).ConfigureAwait(false);

        await refusedEnd.OfRequestAsync(context, request, current, strategy, result.SessionId).ConfigureAwait(false);
        return false;
    }

    /// <summary>Checks the user of an open connection. Another principal of a session is stored, as it is for a request.</summary>
    /// <param name="session">The session of the connection.</param>
    /// <param name="found">The stored session.</param>
    /// <param name="user">The user of the connection, for a session whose claims are not known.</param>
    /// <param name="cancellationToken">Cancelled when the connection closes.</param>
    /// <exception cref="AuthUnavailableException">It is not known whether the user is accepted, or the session store did not answer.</exception>
    public async ValueTask<ConnectionCheck> CheckConnectionAsync(RequestSession session, SessionInfo found, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        SessionId id = found.Id;
        PrincipalCheckEntry? entry = IsEachTime ? null : _memory.Of(session.IsProlongedByUse ? KeyOf(session.Strategy, id) : $"connection {KeyOf(session.Strategy, id)}");
        if (entry?.Last is { } last && !_memory.IsDue(last))
            return new(IsAccepted: true);

        DateTimeOffset now = time.GetUtcNow();
        // Not the user of the connection, which may be hours old, and which a claims transformation may have changed.
        ClaimsPrincipal? asked = session.IsProlongedByUse ? found.Principal : session.Principal;
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            PrincipalCheckContext about = new() { Strategy = session.Strategy, SessionId = id };
            ClaimsPrincipal? answer = await PrincipalQuestion.AskAsync(scope.ServiceProvider, asked ?? user, about, cancellationToken).ConfigureAwait(false);
            if (answer is null)
            {
                await refusedEnd.OfConnectionAsync(session, found).ConfigureAwait(false);
                return default;
            }

            bool isSame = answer == (asked ?? user);
            if (isSame || asked is null)
            {
                if (entry is not null && isSame)
                    entry.Last = new(now);
                return new(IsAccepted: true, Token: session.IsProlongedByUse ? null : asked);
            }

            // A token cannot be changed: the answer counts for this connection.
            if (!session.IsProlongedByUse)
                return new(IsAccepted: true, Token: PrincipalQuestion.Copy(answer));
            if (!await ReplaceAsync(session.Connection, id, answer, cancellationToken).ConfigureAwait(false))
                return default;

            long number = Interlocked.Increment(ref _stored);
            if (entry is not null)
                entry.Last = new(now, Stored: number);
            return new(IsAccepted: true, IsStored: true);
        }
    }

    private async ValueTask<(AuthResult Result, PrincipalCheckResult? Kept)> AskAsync(HttpContext context, AuthRequest request, PresentedCredential credential, HttpStrategy strategy, AuthResult result)
    {
        DateTimeOffset now = time.GetUtcNow();
        PrincipalCheckContext about = new() { Strategy = strategy.Name, SessionId = strategy.Capabilities.KeepsSessions ? result.SessionId : null, AuthenticatedAt = result.AuthenticatedAt, HttpContext = context };
        ClaimsPrincipal? answer = await PrincipalQuestion.AskAsync(context.RequestServices, result.Principal!, about, context.RequestAborted).ConfigureAwait(false);
        if (answer is null)
        {
            await refusedEnd.OfRequestAsync(context, request, credential, strategy, result.SessionId).ConfigureAwait(false);
            return (Refused, null);
        }

        if (answer == result.Principal)
            return (result, new(now));
        if (!IsStored(strategy, result))
            // Copies, because the application may return the same principal for several requests.
            return (With(result, PrincipalQuestion.Copy(answer)), new(now, PrincipalQuestion.Copy(answer)));
        if (!await ReplaceAsync(request, result.SessionId!.Value, answer, context.RequestAborted).ConfigureAwait(false))
            return (Ended, null);

        long number = Interlocked.Increment(ref _stored);
        return (await ReadAgainAsync(context, request, credential).ConfigureAwait(false), new(now, Stored: number));
    }

    // The principal of this request is then the one that later requests get.
    private async ValueTask<AuthResult> ReadAgainAsync(HttpContext context, AuthRequest request, PresentedCredential credential) =>
        (await strategies.AuthenticateAsync(context.Request, request, credential, context.RequestAborted).ConfigureAwait(false)).Result;

    private ValueTask<bool> ReplaceAsync(IClientFactsSource? client, SessionId session, ClaimsPrincipal answer, CancellationToken cancellationToken)
    {
        using ClientFactsScope scope = new(client);
        return directory.ReplacePrincipalAsync(session, answer, cancellationToken);
    }

    // A request that read the session before the replacement gets what later requests get.
    private ValueTask<AuthResult> UseAsync(PrincipalCheckResult kept, HttpContext context, AuthRequest request, in PresentedCredential credential, in AuthResult result, long storedBefore) =>
        kept.Stored > storedBefore ? ReadAgainAsync(context, request, credential) : new(Use(kept, result));

    private static AuthResult Use(PrincipalCheckResult kept, in AuthResult result) => kept.Replacement is { } other ? With(result, PrincipalQuestion.Copy(other)) : result;

    private static AuthResult With(in AuthResult result, ClaimsPrincipal principal) => AuthResult.Success(principal) with
    {
        SessionId = result.SessionId,
        AuthenticatedAt = result.AuthenticatedAt,
        ExpiresAt = result.ExpiresAt,
        TokenId = result.TokenId,
        IssuedAt = result.IssuedAt,
        KeyId = result.KeyId,
        Persistent = result.Persistent,
        RotationDue = result.RotationDue,
        Items = result.Items,
    };

    /// <summary>Whether the session keeps a replaced principal. A token cannot be changed.</summary>
    private static bool IsStored(HttpStrategy strategy, in AuthResult result) => strategy.Kind == AuthStrategyKind.Session && result.SessionId is not null;

    // With the strategy: when its scheme is named, another one that accepts the same token has an answer to itself.
    private static string KeyOf(HttpStrategy strategy, in PresentedCredential credential, in AuthResult result) =>
        IsStored(strategy, result) ? KeyOf(strategy.Name, result.SessionId!.Value) : $"{strategy.Name} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(credential.Text)))}";

    private static string KeyOf(string strategy, SessionId id) => $"{strategy} {id}";
}
