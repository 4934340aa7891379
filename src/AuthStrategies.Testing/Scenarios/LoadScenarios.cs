using System.Buffers.Text;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Randomness;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Many concurrent calls, sweeps during renewals, and many invalid credentials: F-40, F-44, F-48.</summary>
internal static class LoadScenarios
{
    private const int TokenBytes = 48;

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Session_ManySubjectsAtOnce_EachIsItsOwn", "However many log in, ask and log out at once, each is answered about itself, and a call that fails or is cancelled spoils no other.", ["F-40"], async w =>
        {
            Application node = await w.NodeAsync();
            using CancellationTokenSource gone = new();
            await gone.CancelAsync();
            await Race.TogetherAsync(Enumerable.Range(0, 64).Select(i => (Func<Task<bool>>)(async () =>
            {
                string subject = "subject-" + i;
                IssuedCredential own = await node.LoginAsync(subject);
                await Check.ThrowsAsync<OperationCanceledException>(async () => await node.Strategy.IssueAsync(TestPrincipals.Of(subject), null, gone.Token), "a cancelled login");
                AuthResult result = await node.Strategy.AuthenticateAsync(own.Value);
                Check.Equal(subject, result.Principal?.Identity?.Name, "who the credential says it is");
                Check.Equal(own.SessionId, (await node.SessionsAsync(subject)).Single().Id, "the only session");
                Check.Equal(RevokeOutcome.Revoked, await node.Strategy.RevokeAsync(own.Value), "revoking");
                await node.RefusedAsync(own, "a session that was ended");
                return true;
            })));
        }),

        ScenarioContext.Case("Refresh_BesideTheSweep_LivesOrIsGone", "A session that is renewed while a sweep finds it due is renewed and stored, or refused and removed.", ["F-44"], async w =>
        {
            Application node = await w.NodeAsync();
            for (int round = 0; round < w.Repetitions * 5; round++)
            {
                IssuedCredential session = await node.LoginAsync();
                DateTimeOffset due = (await w.RecordAsync(session))!.ExpiresAt;
                w.Time.SetUtcNow(due - TimeSpan.FromTicks(1));
                IssuedCredential? renewed = null;
                await Race.TogetherAsync<int>(
                    async () => await w.StoreUnderTest.Store.RemoveExpiredAsync(due, 100, default),
                    async () =>
                    {
                        RefreshResult result = await node.RefreshAsync(Application.Lasting(session));
                        renewed = result.Credential;
                        Check.That(result.Succeeded || result.Failure!.Reason == AuthFailureReason.UnknownSession, $"a renewal beside the sweep: {result}");
                        return 0;
                    });
                Check.Equal(renewed is not null, await w.RecordAsync(session) is not null, "whether the session is there");
                if (renewed is not null)
                    await node.AcceptedAsync(renewed, "the renewed session");
                else
                    await node.RefusedAsync(session, "the swept session");
            }
        }, SessionStoreNeeds.Cleanup),

        ScenarioContext.Case("Authenticate_GarbageFlood_TwoLookUpsEach", "A flood of random texts costs two look-ups each at the most, of the session and of why it ended, and no write; what has no token's shape costs none.", ["F-48", "S-05"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            node.Store.ForgetCalls();
            int flood = w.StoreUnderTest.Rounds * 5;
            for (int i = 0; i < flood; i++)
            {
                byte[] random = TestRandomness.Bytes(TokenBytes);
                await RefusedAsync(node, Base64Url.EncodeToString(random));
                await RefusedAsync(node, Base64Url.EncodeToString(random.AsSpan(1)));
                await RefusedAsync(node, Convert.ToBase64String(random) + "\r\n*:{}\0");
            }

            Check.That(node.Store.CountCalls(StoreOperations.Find) <= 4 * flood, "a random text was looked up more than twice by each verb");
            Check.Equal(0, node.Store.CountCalls(StoreOperations.All & ~StoreOperations.Find), "other calls of the store");
            await node.AcceptedAsync(session, "a session beside the flood");
        }),
    ];

    private static async Task RefusedAsync(Application node, string garbage)
    {
        Check.That(!(await node.Strategy.AuthenticateAsync(garbage)).Succeeded, "a random text was accepted");
        Check.That(!(await node.Strategy.RefreshAsync(garbage)).Succeeded, "a random text was refreshed");
    }
}
