using System.Diagnostics;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Jwt.Rotation;

namespace AuthStrategies.Tests.Jwt.KeyStores;

[TestFixture]
public sealed partial class FileJwtKeyStoreTests
{
    private const UnixFileMode Mode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string _directory = "";

    private string KeyPath => Path.Combine(_directory, "keys", "jwt.json");

    [SetUp]
    public void SetUp() => _directory = Directory.CreateTempSubdirectory("authstrategies-").FullName;

    [TearDown]
    public Task TearDown() => TemporaryFolders.DeleteAsync(_directory);

    [TestCaseSource(typeof(JwtKeyStoreCaseData), nameof(JwtKeyStoreCaseData.Cases))]
    public async Task Store_Conforms(JwtKeyStoreCase @case)
    {
        string aside = KeyPath + ".aside";
        await using JwtKeyStoreHarness harness = new(Open)
        {
            Rounds = 20,
            BreakAsync = _ =>
            {
                File.Move(KeyPath, aside);
                Directory.CreateDirectory(KeyPath);
                return default;
            },
            RepairAsync = _ =>
            {
                Directory.Delete(KeyPath);
                File.Move(aside, KeyPath);
                return default;
            },
        };

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task TrySave_InstancesRacing_OneWinnerPerVersion() =>
        await JwtKeyStoreContract.OneWinnerPerVersionAsync(Open, writers: 4, versions: 100);

    [Test]
    public async Task Rotation_OverTheFile_SurvivesARestart()
    {
        string token;
        using (KeyNode before = new(Open()))
            token = await before.IssueAsync();
        using KeyNode after = new(Open());

        Assert.That(await after.ReasonAsync(token), Is.Null);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task TrySave_NewFile_IsForItsOwnerAlone()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);

        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(KeyPath)!).Select(Mode), Is.All.EqualTo(Mode600));
        Assert.That(Mode(Path.GetDirectoryName(KeyPath)!), Is.EqualTo(Mode600 | UnixFileMode.UserExecute));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task TrySave_OverAFileThatExists_KeepsItForItsOwnerAlone()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default);

        Assert.That(Mode(KeyPath), Is.EqualTo(Mode600));
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    [Platform(Exclude = "Win")]
    public async Task Any_OthersMayUseTheFile_IsRefusedAndSaysWhatToType(UnixFileMode more)
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        SetMode(KeyPath, Mode600 | more);

        Assert.That(async () => await Open().LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains($"chmod 600 \"{KeyPath}\""));
        Assert.That(async () => await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default), Throws.TypeOf<JwtKeyStoreException>());
        SetMode(KeyPath, Mode600);
        Assert.That((await Open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(1));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task TrySave_LeftoversOfACrash_DoNoHarm()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        await File.WriteAllTextAsync(KeyPath + ".new", "half of a docu");
        SetMode(KeyPath + ".new", Mode600 | UnixFileMode.OtherRead);

        Assert.That((await Open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(1));
        Assert.That(await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default), Is.True);
        Assert.That((await Open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(2));
        Assert.That(Mode(KeyPath), Is.EqualTo(Mode600));
    }

    [Test]
    public async Task TrySave_AnotherHoldsTheTurn_WaitsThenSaysSo()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        using (FileStream turn = new(KeyPath + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Task<bool> save = new FileJwtKeyStore(KeyPath, time).TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default).AsTask();
            while (!save.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            Assert.That(async () => await save, Throws.TypeOf<JwtKeyStoreException>().With.InnerException.InstanceOf<IOException>());
            Assert.That((await Open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(1), "readers need no turn");
        }

        Assert.That(await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default), Is.True);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("""{"format":2,"strategies":{}}""")]
    [TestCase("""{"format":1,"strategies":{"Jwt":{"version":0,"content":"AAAA"}}}""")]
    [TestCase("""{"format":1,"strategies":{"Jwt":{"version":1,"content":"?"}}}""")]
    [TestCase("""{"format":1,"strategies":{"Jwt":{"version":1,"content":"AAAA"},"Jwt":{"version":1,"content":"AAAA"}}}""")]
    public async Task Any_FileNotUnderstood_IsAFailureAndLeftAsItIs(string text)
    {
        await Open().TrySaveAsync("Other", JwtKeyStoreContract.Document(1), default);
        await File.WriteAllTextAsync(KeyPath, text);

        Assert.That(async () => await Open().LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("cannot be parsed"));
        Assert.That(async () => await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default), Throws.TypeOf<JwtKeyStoreException>());
        Assert.That(await File.ReadAllTextAsync(KeyPath), Is.EqualTo(text));
    }

    [Test]
    public async Task Any_PathIsADirectory_IsAFailureWithTheOriginalInside()
    {
        Directory.CreateDirectory(KeyPath);

        JwtKeyStoreException load = (await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await Open().LoadAsync("Jwt", default)))!;
        JwtKeyStoreException save = (await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default)))!;

        Assert.That(load.InnerException, Is.Not.Null);
        Assert.That(save.InnerException, Is.Not.Null);
    }

    /// <summary>Real processes race for every version while others of them are killed in the middle of it.</summary>
    [Test]
    [Property("Requirement", "F-26")]
    public async Task TrySave_ProcessesRacingAndKilled_EveryVersionIsWholeAndHasOneWinner()
    {
        const int Versions = 1000;
        List<Process> writers = [.. Enumerable.Range(0, 3).Select(_ => StartWriter(Versions))];
        long seen = 0;
        int killed = 0;
        while (writers.Any(writer => !writer.HasExited))
        {
            // Always whole and never older than before, regardless of what happens to the writers.
            long version = (await Open().LoadAsync("Jwt", default))?.Version ?? 0;
            Assert.That(version, Is.AtLeast(seen));
            if (version > seen + 50 && killed < 6)
            {
                seen = version;
                writers[0].Kill();
                writers.RemoveAt(0);
                writers.Add(StartWriter(Versions));
                killed++;
            }

            await Task.Delay(1);
        }

        int wins = 0;
        foreach (Process writer in writers)
        {
            string output = await writer.StandardOutput.ReadToEndAsync();
            Assert.That(writer.ExitCode, Is.Zero, output);
            wins += int.Parse(output);
        }

        // How many depends on how soon this thread sees a version.
        Assert.That(killed, Is.AtLeast(1));
        Assert.That(wins, Is.Positive.And.LessThan(Versions));
        Assert.That((await Open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(Versions));
    }

    private FileJwtKeyStore Open() => new(KeyPath);

    private Process StartWriter(int versions)
    {
        ProcessStartInfo start = new("dotnet", [typeof(FileJwtKeyStoreTests).Assembly.Location, KeyStoreWriter.Name, KeyPath, $"{versions}"]) { RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? Mode600 : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
