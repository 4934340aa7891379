using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>The token of a moved login cannot be computed from the stores and the cookie, because a secret is in it that neither has.</summary>
[TestFixture]
public sealed class AcceptCookiesSecretTests
{
    private const string SecretSubject = SessionRecord.SystemSubjectPrefix + "former-secret";

    public enum Made
    {
        /// <summary>The token itself, which is accepted within the window of late requests.</summary>
        Token,

        /// <summary>Its name part with another secret part, which would end the session.</summary>
        NameOnly,

        /// <summary>The successor, from the salt in the record of the session.</summary>
        Successor,
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Token_ComputedFromTheStoresAndTheCookie_IsAcceptedNowhereAndEndsNothing([Values] Made made, [Values] bool inTicketStore, [Values("GET /me", "POST /auth/refresh", "GET /auth/session", "POST /auth/logout")] string call)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.SessionStore = inTicketStore ? new TicketList() : null);
        using FormerVisitor alice = await app.VisitAsync();
        byte[] name = inTicketStore ? "ticket\0Cookies\0key-0"u8.ToArray() : Base64Url.DecodeFromChars(alice.Old);
        await alice.GetAsync();
        List<SessionRecord> records = [.. await app.Store.ListAsync("alice", CancellationToken.None), .. await app.Store.ListAsync(SecretSubject, CancellationToken.None), .. await app.Store.ListAsync($"{SecretSubject}-spare", CancellationToken.None)];
        foreach (string token in TokensOf(app, name, records, made))
        {
            using FormerVisitor thief = new(app.App);
            thief.Jar.Store(app.App.Address, $"{FormerApplication.New}={token}; path=/; secure");
            using HttpResponseMessage answer = await thief.SendAsync(new(call.Split(' ')[0]), call.Split(' ')[1]);
            if (call != "POST /auth/logout")
                Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        }

        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
    }

    [Test]
    public async Task Nodes_ThatShareTheStoreAndTheKeys_MakeTheSameToken([Values] bool isKeyReplaced, [Values] bool isSecretLost)
    {
        KeyList keys = new();
        await using FormerApplication one = await StartAsync(keys, store: null);
        using FormerVisitor alice = await one.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        await alice.GetAsync();
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        if (isSecretLost)
        {
            await one.Store.RemoveAllAsync(SecretSubject, except: null, CancellationToken.None);
            await one.Store.RemoveAllAsync($"{SecretSubject}-spare", except: null, CancellationToken.None);
            one.App.Time.Advance(TimeSpan.FromMinutes(2));
            await copy.GetAsync();
        }

        await using FormerApplication other = await StartAsync(keys, one.Store);
        if (isKeyReplaced)
            other.App.Services.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
        using FormerVisitor thief = new(other.App);
        thief.Jar.Store(other.App.Address, $"{FormerApplication.Old}={copy.Old}; path=/; secure");

        Assert.That((await thief.GetAsync(), await other.CountAsync()), Is.EqualTo(("401", 0)), "the note of the first node counts");
    }

    public enum Lost
    {
        First,
        Spare,
        Both,
    }

    /// <summary>The store has lost the secret, and a new node is asked first. The session goes on, and copies of cookies that were used begin none.</summary>
    [Test]
    [Property("Requirement", "M-14")]
    public async Task Store_LosesTheSecret_ANewNodeIsAskedFirst([Values] Lost lost, [Values] bool formerNodeRuns)
    {
        KeyList keys = new();
        await using FormerApplication one = await StartAsync(keys, store: null);
        using FormerVisitor alice = await one.VisitAsync();
        using FormerVisitor bob = await one.VisitAsync("bob");
        await alice.GetAsync();
        using FormerVisitor carol = await one.VisitAsync("carol");
        using FormerVisitor ofCarol = carol.Copy();
        await carol.GetAsync();
        (await carol.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        foreach (string subject in new[] { SecretSubject, $"{SecretSubject}-spare" }.Where((_, index) => lost == Lost.Both || (int)lost == index))
            await one.Store.RemoveAllAsync(subject, except: null, CancellationToken.None);

        await using FormerApplication other = await StartAsync(keys, one.Store);
        using FormerVisitor warm = await other.VisitAsync("dave");
        await warm.GetAsync();
        foreach (FormerApplication node in new[] { one, other })
            node.App.Time.Advance(TimeSpan.FromMinutes(2));
        if (formerNodeRuns)
            await bob.GetAsync();
        using FormerVisitor thief = new(other.App);
        thief.Jar.Store(other.App.Address, $"{FormerApplication.Old}={ofCarol.Old}; path=/; secure");
        using FormerVisitor owner = new(other.App);
        owner.Jar.Store(other.App.Address, $"{FormerApplication.New}={alice.New}; path=/; secure");
        foreach (FormerApplication node in new[] { one, other })
            node.App.Time.Advance(TimeSpan.FromSeconds(2));
        using FormerVisitor later = await one.VisitAsync("erin");
        using FormerVisitor unmoved = new(other.App);
        unmoved.Jar.Store(other.App.Address, $"{FormerApplication.Old}={later.Old}; path=/; secure");

        bool isForgotten = lost == Lost.Both && !formerNodeRuns;
        Assert.That((await owner.GetAsync(), await owner.GetAsync()), Is.EqualTo(("alice True", "alice True")), "a session goes on");
        Assert.That(await thief.GetAsync(), Is.EqualTo(isForgotten ? "carol True" : "401"), "nothing tells the nodes that it was used, as in a store that was emptied");
        Assert.That(await unmoved.GetAsync(), Is.EqualTo("erin True"), "a login after that is moved");
        Assert.That((one.App.Log.Count(139), other.App.Log.Count(139), one.App.Log.Count(138)), Is.EqualTo((1, lost == Lost.Both ? 1 : 0, lost == Lost.Both && formerNodeRuns ? 1 : 0)));
    }

    [Test]
    public async Task Secret_ThatDataProtectionCannotRead_503AndNothingIsMoved()
    {
        await using FormerApplication one = await StartAsync(new KeyList(), store: null);
        using FormerVisitor alice = await one.VisitAsync();
        await alice.GetAsync();
        await using FormerApplication other = await StartAsync(new KeyList(), one.Store);
        using FormerVisitor bob = await other.VisitAsync("bob");

        Assert.That((await bob.GetAsync(), await bob.GetAsync("/open"), bob.Old is null, await other.CountAsync("bob")), Is.EqualTo(("503", "nobody", false, 0)));
    }

    private static Task<FormerApplication> StartAsync(KeyList keys, ISessionStore? store) => FormerApplication.StartAsync(
        TicketsIn.Memory,
        more: services =>
        {
            services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
            if (store is not null)
                services.AddSingleton(store);
        });

    /// <summary>What someone can compute who has read the source, the stores and the cookie.</summary>
    private static IEnumerable<string> TokensOf(FormerApplication app, byte[] name, List<SessionRecord> records, Made made)
    {
        var logins = (IFormerLogins)app.App.Services.GetRequiredService<IAuthStrategy>();
        byte[][] keys = [[], .. records.Where(record => record.Subject == SecretSubject).Select(record => record.Payload.ToArray())];
        foreach (byte[] bytes in keys.Select(key => HMACSHA256.HashData(key, name)).Prepend(name))
        {
            byte[] token = Base64Url.DecodeFromChars(logins.TokenOf(bytes));
            if (made == Made.NameOnly)
                RandomNumberGenerator.Fill(token.AsSpan(16));
            if (made != Made.Successor)
            {
                yield return Base64Url.EncodeToString(token);
                continue;
            }

            // The salt is somewhere in the record.
            byte[] payload = records.Single(record => record.Subject == "alice").Payload.ToArray();
            for (int start = 0; start + 32 <= payload.Length; start++)
            {
                byte[] message = [.. "AuthStrategies/rotate/1"u8, .. token.AsSpan(0, 16), .. payload.AsSpan(start, 32)];
                yield return Base64Url.EncodeToString([.. token.AsSpan(0, 16), .. HMACSHA256.HashData(token.AsSpan(16), message)]);
            }
        }
    }

    private sealed class KeyList : IXmlRepository
    {
        private readonly List<System.Xml.Linq.XElement> _elements = [];

        public IReadOnlyCollection<System.Xml.Linq.XElement> GetAllElements() => [.. _elements];

        public void StoreElement(System.Xml.Linq.XElement element, string friendlyName) => _elements.Add(element);
    }
}
