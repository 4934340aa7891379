using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>The application's own data about a session: <see cref="IssueOptions.Items"/> and <see cref="ISessionItems"/>.</summary>
internal static class ItemsCases
{
    private static readonly Dictionary<string, string?> Some = new(StringComparer.Ordinal) { ["cart"] = "42", ["Cart"] = "43", [""] = "no name", ["none"] = null, ["empty"] = "", ["ü\0"] = "\U0001F511" };

    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Items_Issued_AreHandedOut", "Items that were given at issue come back at each authentication, with case, null and every Unicode text.", ["E-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = Some });
            await HasAsync(s, issued, Some, "the items given at issue");
            await HasAsync(s, issued, Some, "the items at a second authentication");
        }, AuthStrategyNeeds.Items),

        new("Items_None_AreEmpty", "A session without items has empty ones, never null.", [], async s =>
            await HasAsync(s, await s.IssueAsync(), [], "the items of a session without any"), AuthStrategyNeeds.Items),

        new("Items_Updated_AreHandedOut", "A change is seen by every later authentication: a set, an added and a removed item.", ["E-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = new Dictionary<string, string?> { ["kept"] = "1", ["set"] = "1", ["removed"] = "1" } });
            await s.AcceptedAsync(issued.Value, "the session");
            ItemsOutcome outcome = await Items(s).UpdateAsync(issued.Value, items =>
            {
                items["set"] = "2";
                items["added"] = null;
                items.Remove("removed");
            });
            Check.Equal(ItemsOutcome.Updated, outcome, "the outcome of a change");
            await HasAsync(s, issued, new() { ["kept"] = "1", ["set"] = "2", ["added"] = null }, "the changed items");
        }, AuthStrategyNeeds.Items),

        new("Items_Replaced_GoOn", "A credential that replaces another has the same items, and can change them.", ["E-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = Some });
            IssuedCredential next = await s.ReplaceAsync(issued);
            await HasAsync(s, next, Some, "the items of the successor");
            Check.Equal(ItemsOutcome.Updated, await Items(s).UpdateAsync(next.Value, items => items.Clear()), "the outcome of a change with the successor");
            await HasAsync(s, next, [], "the cleared items");
        }, AuthStrategyNeeds.Items | AuthStrategyNeeds.Refresh | AuthStrategyNeeds.RefreshAge),

        new("Items_ManyUpdates_AllCount", "However many calls change the items at once, none is lost.", ["E-04", "F-17"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            string[] names = [.. Enumerable.Range(0, s.Harness.AtOnce).Select(i => $"item {i}")];
            ItemsOutcome[] outcomes = await Race.TogetherAsync(names.Select(name => (Func<Task<ItemsOutcome>>)(async () => await Items(s).UpdateAsync(issued.Value, items => items[name] = name))));
            Check.That(outcomes.All(outcome => outcome == ItemsOutcome.Updated), "a change was refused");
            await HasAsync(s, issued, names.ToDictionary(name => name, string? (name) => name), "the items of all calls");
        }, AuthStrategyNeeds.Items),

        new("Items_TooLarge_ChangeNothing", "16 KiB of items are kept; one byte more is an ArgumentException that changes nothing, at issue and at a change.", ["E-04"], async s =>
        {
            Dictionary<string, string?> largest = new() { ["ü"] = new('x', IssueOptions.MaxItemsSize - 2) };
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = largest });
            await HasAsync(s, issued, largest, "the largest items");
            await Check.ThrowsAsync<ArgumentException>(async () => await Items(s).UpdateAsync(issued.Value, items => items["y"] = null), "a change to items that are too large");
            await Check.ThrowsAsync<ArgumentException>(async () => await s.IssueAsync(options: new() { Items = new Dictionary<string, string?>(largest) { ["y"] = null } }), "issuing items that are too large");
            await HasAsync(s, issued, largest, "the items after a change that was refused");
        }, AuthStrategyNeeds.Items),

        new("Items_ChangeThrows_ChangeNothing", "What the change throws is thrown, and nothing was changed.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = Some });
            await Check.ThrowsAsync<FormatException>(
                async () => await Items(s).UpdateAsync(issued.Value, items =>
                {
                    items["cart"] = "changed";
                    throw new FormatException("The application failed.");
                }),
                "a change that throws");
            await HasAsync(s, issued, Some, "the items after a change that threw");
        }, AuthStrategyNeeds.Items),

        new("Items_EachSession_HasItsOwn", "Two sessions of one user have separate items.", ["S-05"], async s =>
        {
            IssuedCredential one = await s.IssueAsync(options: new() { Items = Some });
            IssuedCredential other = await s.IssueAsync();
            await Items(s).UpdateAsync(other.Value, items => items["cart"] = "7");
            await HasAsync(s, one, Some, "the items of the first session");
            await HasAsync(s, other, new() { ["cart"] = "7" }, "the items of the second session");
        }, AuthStrategyNeeds.Items),

        new("Items_EndedOrHostile_AreNotFound", "A credential of no live session changes nothing, and no text makes the call throw.", ["S-05"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = Some });
            await s.Strategy.RevokeAsync(issued.Value);
            foreach (string credential in HostileTexts.All.Concat(s.Harness.ForeignCredentials).Append(issued.Value))
                Check.Equal(ItemsOutcome.NotFound, await Items(s).UpdateAsync(credential, _ => throw new FormatException("The change must not be called.")), "the outcome for a credential of no live session");
        }, AuthStrategyNeeds.Items | AuthStrategyNeeds.InstantRevocation),

        new("Items_StoreBroken_ChangeNothing", "When the store cannot be asked, a change throws an AuthUnavailableException, and nothing is lost.", ["F-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { Items = Some });
            s.Harness.Break!();
            await Check.ThrowsAsync<AuthUnavailableException>(async () => await Items(s).UpdateAsync(issued.Value, items => items.Clear()), "a change");
            s.Harness.Repair!();
            await HasAsync(s, issued, Some, "the items after the store was repaired");
        }, AuthStrategyNeeds.Items | AuthStrategyNeeds.Failure),

        new("Items_NotKept_AreRefused", "A strategy that keeps no items refuses them with an ArgumentException: they must not get lost silently.", ["E-04"], async s =>
        {
            await Check.ThrowsAsync<ArgumentException>(async () => await s.IssueAsync(options: new() { Items = Some }), "issuing items that are not kept");
            await s.IssueAsync(options: new() { Items = new Dictionary<string, string?>() });
        }, AuthStrategyNeeds.NoItems),
    ];

    private static ISessionItems Items(StrategyUnderTest s) => s.Strategy.GetService<ISessionItems>()!;

    private static async Task HasAsync(StrategyUnderTest s, IssuedCredential credential, Dictionary<string, string?> expected, string what)
    {
        AuthResult result = await s.Strategy.AuthenticateAsync(credential.Value);
        Check.That(result.Succeeded, $"{what}: expected to be accepted, was {result}");
        Check.That(result.Items is not null && result.Items.Count == expected.Count && expected.All(item => result.Items.TryGetValue(item.Key, out string? value) && value == item.Value), $"{what} are not those that were stored");
    }
}
