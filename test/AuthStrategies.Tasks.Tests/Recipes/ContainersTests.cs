using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Tasks.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/containers.md: the files and settings of the page.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public sealed class ContainersTests
{
    private DirectoryInfo _volume = null!;

    [SetUp]
    public void CreateVolume() => _volume = Directory.CreateTempSubdirectory("auth-volume-");

    [TearDown]
    public void DeleteVolume() => _volume.Delete(recursive: true);

    [Test]
    public async Task KeyFile_NextContainer_AcceptsTheTokensOfTheOneBefore()
    {
        string token;
        await using (Site first = await StartAsync(Containers.AddKeyFile))
            token = await LogInAsync(first);

        await using Site second = await StartAsync(Containers.AddKeyFile);

        Assert.That(await MeAsync(second, token), Is.EqualTo("alice"));
        Assert.That(File.GetUnixFileMode(KeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task KeyFile_OthersMayReadIt_IsRefusedWithTheRemedy()
    {
        await using (Site first = await StartAsync(Containers.AddKeyFile))
            await LogInAsync(first);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await using Site second = await StartAsync(Containers.AddKeyFile);
        using HttpClient client = second.Client();
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new LoginForm("alice", "right"));

        Assert.That((int)login.StatusCode, Is.EqualTo(503));
        Assert.That(second.Log.Text + string.Join('\n', second.Log.Lines), Does.Contain("chmod 600"));
    }

    [Test]
    public async Task MountedKey_ReadOnlyFile_Signs()
    {
        string file = Path.Combine(_volume.FullName, "signing.pem");
        await File.WriteAllTextAsync(file, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        string settings = DocumentedBlocks.Of("docs/recipes/containers.md", "json").Single().Replace("/run/secrets/jwt/signing.pem", file, StringComparison.Ordinal);

        await using Site site = await StartAsync(builder =>
        {
            builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings)));
            Containers.AddMountedKey(builder);
        });

        Assert.That(await MeAsync(site, await LogInAsync(site)), Is.EqualTo("alice"));
    }

    private string KeyFile => Path.Combine(_volume.FullName, "keys", "jwt-keys.json");

    private Task<Site> StartAsync(Action<WebApplicationBuilder> add) => Site.StartAsync(
        builder =>
        {
            builder.Configuration["KeyFile"] = KeyFile;
            add(builder);
        },
        Containers.Map);

    private static async Task<string> LogInAsync(Site site)
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new LoginForm("alice", "right"));
        login.EnsureSuccessStatusCode();
        return (await login.JsonAsync()).GetProperty("accessToken").GetString()!;
    }

    private static async Task<string> MeAsync(Site site, string token)
    {
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await client.GetStringAsync("/me");
    }
}
