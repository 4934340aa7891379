using System.Buffers;
using AuthStrategies.Sessions;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Records that are lost, damaged, newer or older than the release that reads them: F-13, F-28 to F-31.</summary>
internal static class RecordScenarios
{
    // Tag, length and 16 bytes.
    private const int GenerationField = 18;

    private static readonly byte[] Extension = [0x30, 1, 0x7F];

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Refresh_RecordEvicted_IsNoNeverYes", "A session that the store lost is a no for its current token and for its consumed ones; nothing creates it anew, and the subject's other sessions continue.", ["F-28", "F-13"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            IssuedCredential other = await node.LoginAsync();
            w.PassRefreshAge();
            IssuedCredential second = await node.RenewAsync(first);
            await w.StoreUnderTest.Store.RemoveAsync(first.SessionId!.Value, null, default);
            w.PassStaleness();
            foreach (IssuedCredential lost in new[] { second, first })
            {
                await node.RefusedAsync(lost, "a token of a lost session");
                await node.RefreshRefusedAsync(lost, "a token of a lost session", AuthFailureReason.UnknownSession);
            }

            Check.That(await w.RecordAsync(first) is null, "a lost session came back");
            await node.AcceptedAsync(other, "another session");
            Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
        }),

        ScenarioContext.Case("Authenticate_PayloadTruncated_IsNoAndStays", "A record that was cut off is a no without an exception; it is neither overwritten nor deleted, and the subject's other sessions continue.", ["F-29", "S-10"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            IssuedCredential other = await node.LoginAsync();
            SessionRecord whole = (await w.RecordAsync(session))!;
            // Without its last field, the checksum, or its last two fields, the payload is one of an older release.
            int withoutChecksum = whole.Payload.Length - RecordChecksum.Size;
            int withoutGeneration = withoutChecksum - GenerationField;
            foreach (int length in Enumerable.Range(0, whole.Payload.Length).Where(length => length != withoutChecksum && length != withoutGeneration && (length % (1 + (whole.Payload.Length / 40)) == 0 || length > withoutChecksum)))
                await UnreadableAsync(w, node, session, await w.PutAsync(whole, whole.Payload[..length]), $"a payload cut off at {length}");
            await node.AcceptedAsync(other, "another session");
            Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
            await w.PutAsync(whole, whole.Payload);
            await node.AcceptedAsync(session, "the session when its record is whole again");
        }),

        ScenarioContext.Case("Authenticate_PayloadFlipped_NeverThrows", "When any bit of a record flips, no exception escapes, and the subject's other sessions continue.", ["F-29", "S-10"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            IssuedCredential other = await node.LoginAsync();
            SessionRecord whole = (await w.RecordAsync(session))!;
            for (int bit = 0; bit < whole.Payload.Length * 8; bit += 5)
            {
                byte[] flipped = whole.Payload.ToArray();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                await w.PutAsync(whole, flipped);
                await node.AcceptsAsync(session);
                await node.RefreshAsync(Application.Lasting(session));
                await node.SessionsAsync();
            }

            await node.AcceptedAsync(other, "another session");
        }),

        ScenarioContext.Case("Authenticate_NewerSchema_IsNoAndStays", "A record of a newer release is a no; it is neither overwritten nor deleted, and the session continues when the newer release is back. Its credential, and the end of all sessions of the subject, end it.", ["F-30"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            SessionRecord whole = (await w.RecordAsync(session))!;
            foreach (byte version in new byte[] { 2, 3, 0x7F, 0xFF })
                await UnreadableAsync(w, node, session, await w.PutAsync(whole, new byte[] { version }.Concat(whole.Payload[1..].ToArray()).ToArray()), $"a payload of version {version}");
            await w.PutAsync(whole, whole.Payload);
            await node.AcceptedAsync(session, "the session when its own release reads it");
            await w.PutAsync(whole, new byte[] { 2 });
            Check.That(await node.Strategy.RevokeAsync(session.Value) is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry, "a record of a newer release was not ended by its credential");
            SessionRecord newer = await w.PutAsync(whole, new byte[] { 2 });
            Check.Equal(1, await node.Directory.RevokeAllAsync("alice"), "sessions ended");
            Check.That(await w.StoreUnderTest.Store.FindAsync(newer.Id, default) is null, "a record of a newer release survived the end of all sessions");
        }),

        ScenarioContext.Case("Refresh_UnknownFields_AreKept", "Every write of this release keeps the fields that a later release added.", ["F-30"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            SessionRecord whole = (await w.RecordAsync(session))!;
            ArrayBufferWriter<byte> later = new();
            later.Write(whole.Payload.Span[..^RecordChecksum.Size]);
            later.Write(Extension);
            RecordChecksum.Append(later, whole.Subject, whole.Version + 1);
            await w.PutAsync(whole, later.WrittenSpan.ToArray());
            await node.AcceptedAsync(session, "a session with a field of a later release");
            w.PassRefreshAge();
            await node.RenewAsync(session);
            Check.That((await w.RecordAsync(session))!.Payload.Span[..^RecordChecksum.Size].EndsWith(Extension), "a field of a later release was dropped");
        }),

        ScenarioContext.Case("Authenticate_OlderSchema_IsRead", "A record that an older release wrote is read, and its session continues.", ["F-31"], async w =>
        {
            GoldenSession golden = GoldenSession.Of(w.Kind);
            Application node = await w.NodeAsync(time: new SettableTimeProvider(GoldenSession.IssuedAt + TimeSpan.FromMinutes(5)));
            Check.Equal(true, await w.StoreUnderTest.Store.TryCreateAsync(golden.ToRecord(), default), "creating the record of an older release");
            RefreshResult result = await node.RefreshAsync(golden.Token);
            Check.That(result.Succeeded, $"the session of an older release was refused: {result}");
            Check.Equal("alice", result.Principal!.Identity?.Name, "who it is");
            Check.That(result.Principal.IsInRole("reader"), "the role was lost");
            await node.AcceptedAsync(result.Credential!, "the refreshed session of an older release");
        }),
    ];

    private static async Task UnreadableAsync(ScenarioContext w, Application node, IssuedCredential session, SessionRecord put, string what)
    {
        AuthResult result = await node.Strategy.AuthenticateAsync(session.Value);
        Check.Equal(node.Gone, result.Failure?.Reason, $"{what}: what authenticating says");
        await node.RefreshRefusedAsync(session, what, AuthFailureReason.UnknownSession);
        Check.Same(put, await w.StoreUnderTest.Store.FindAsync(put.Id, default), $"{what}: the record that cannot be read");
    }
}
