using AuthStrategies.Jwt.KeyStores;

namespace AuthStrategies.Tests.Jwt.KeyStores;

/// <summary>Who else could replace the file, and when a saved version is safe on the disk.</summary>
public sealed partial class FileJwtKeyStoreTests
{
    private const UnixFileMode Mode700 = Mode600 | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone = Mode700 | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const uint Me = 1000;
    private const uint Root = 0;
    private const uint Stranger = 1001;

    private string KeyDirectory => Path.GetDirectoryName(KeyPath)!;

    [TestCase(Me, Me, null)]
    [TestCase(Root, Me, null)]
    [TestCase(Me, Root, null)]
    [TestCase(Root, Root, null)]
    [TestCase(Stranger, Me, "key file")]
    [TestCase(Me, Stranger, "on the way")]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_Owner_IsThisUserOrRoot(uint ofFile, uint ofDirectory, string? refused)
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        FileJwtKeyStore store = new(KeyPath, TimeProvider.System, new KeyFileSystem
        {
            CurrentUser = Me,
            OwnerOfFile = _ => ofFile,
            OwnerOfDirectory = path => path == KeyDirectory ? ofDirectory : Root,
        });

        await IsUsedAsync(store, refused);
    }

    [Test]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_OwnerOfADirectoryAbove_IsThisUserOrRoot()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        FileJwtKeyStore store = new(KeyPath, TimeProvider.System, new KeyFileSystem { CurrentUser = Me, OwnerOfFile = _ => Me, OwnerOfDirectory = path => path == _directory ? Stranger : Me });

        await IsUsedAsync(store, $"\"{_directory}\" on the way");
    }

    [TestCase(UnixFileMode.None, null)]
    [TestCase(UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, null)]
    [TestCase(UnixFileMode.GroupWrite, "chmod go-w")]
    [TestCase(UnixFileMode.OtherWrite, "chmod o-w")]
    [TestCase(UnixFileMode.OtherWrite | UnixFileMode.StickyBit, "chmod go-w")]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_ModeOfTheDirectory_LetsNoOtherWrite(UnixFileMode more, string? refused)
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        SetMode(KeyDirectory, Mode700 | more);

        await IsUsedAsync(Open(), refused);
    }

    [TestCase(UnixFileMode.GroupWrite, null, TestName = "a group above: it cannot read the key, and the file must belong to this user")]
    [TestCase(UnixFileMode.OtherWrite, "chmod o-w")]
    [TestCase(UnixFileMode.OtherWrite | UnixFileMode.StickyBit, null)]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_ModeOfADirectoryAbove_LetsNotEveryoneReplaceIt(UnixFileMode more, string? refused)
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        SetMode(_directory, Mode700 | more);

        await IsUsedAsync(Open(), refused);
    }

    [TestCase("safe", null)]
    [TestCase("leads to an unsafe directory", "chmod o-w")]
    [TestCase("lies in an unsafe directory", "chmod o-w")]
    [TestCase("leads through another link to an unsafe directory", "chmod o-w")]
    [TestCase("is relative, and leads to an unsafe directory", "chmod o-w")]
    [TestCase("in a circle", "cannot be")]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_LinkOnTheWay_BothEndsAreChecked(string link, string? refused)
    {
        string unsafePlace = Directory.CreateDirectory(Path.Combine(_directory, "unsafe")).FullName;
        string safePlace = Directory.CreateDirectory(Path.Combine(_directory, "safe")).FullName;
        string hop = Path.Combine(_directory, "hop");
        Directory.CreateSymbolicLink(hop, unsafePlace);
        (string at, string to) = link switch
        {
            "safe" => (Path.Combine(_directory, "link"), safePlace),
            "leads to an unsafe directory" => (Path.Combine(_directory, "link"), unsafePlace),
            "lies in an unsafe directory" => (Path.Combine(unsafePlace, "link"), safePlace),
            "leads through another link to an unsafe directory" => (Path.Combine(_directory, "link"), hop),
            "is relative, and leads to an unsafe directory" => (Path.Combine(safePlace, "link"), "../unsafe"),
            _ => (Path.Combine(_directory, "link"), Path.Combine(_directory, "link")),
        };
        Directory.CreateSymbolicLink(at, to);
        string path = Path.Combine(at, "jwt.json");
        if (link != "in a circle")
            await new FileJwtKeyStore(Path.Combine(safePlace, "jwt.json")).TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        if (to != safePlace && link != "in a circle")
            File.Copy(Path.Combine(safePlace, "jwt.json"), Path.Combine(unsafePlace, "jwt.json"));
        SetMode(unsafePlace, Everyone);

        await IsUsedAsync(new FileJwtKeyStore(path), refused);
    }

    [Test]
    [Property("Requirement", "M-06")]
    [Platform(Exclude = "Win")]
    public async Task Any_FileIsALink_IsRefused()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        string link = Path.Combine(KeyDirectory, "link.json");
        File.CreateSymbolicLink(link, KeyPath);

        await IsUsedAsync(new FileJwtKeyStore(link), "symbolic link");
    }

    [Test]
    [Property("Requirement", "M-06")]
    [Platform("Linux")]
    public async Task Owners_OfTheRealSystem_AreRead()
    {
        await Open().TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);
        using FileStream file = new(KeyPath, FileMode.Open, FileAccess.Read);

        Assert.That(KeyFileSystem.Real.OwnerOfFile(file.SafeFileHandle), Is.EqualTo(KeyFileSystem.Real.CurrentUser));
        Assert.That(KeyFileSystem.Real.OwnerOfDirectory(KeyDirectory), Is.EqualTo(KeyFileSystem.Real.CurrentUser));
        Assert.That(KeyFileSystem.Real.OwnerOfDirectory("/proc/1"), Is.EqualTo(Root));
        Assert.That(() => KeyFileSystem.Real.OwnerOfDirectory(Path.Combine(_directory, "missing")), Throws.InstanceOf<IOException>());
    }

    /// <summary>A loss of power at any moment leaves the old version or the new one, and after the call the new one.</summary>
    [Test]
    [Property("Requirement", "M-06")]
    public async Task TrySave_Flushes_TheContentBeforeTheRenameAndTheNameAfterIt()
    {
        List<string> steps = [];
        FileJwtKeyStore store = new(KeyPath, TimeProvider.System, new KeyFileSystem
        {
            FlushFile = file => steps.Add($"content of {RandomAccess.GetLength(file) > 50}, new name {NameHas(1)}"),
            FlushDirectory = path => steps.Add($"names in {Path.GetFileName(path)}, new name {NameHas(1)}, rest {File.Exists(KeyPath + ".new")}"),
        });

        await store.TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default);

        Assert.That(steps, Is.EqualTo(new[]
        {
            $"names in {Path.GetFileName(_directory)}, new name False, rest False",
            "content of True, new name False",
            "names in keys, new name True, rest False",
        }));
    }

    [Test]
    [Property("Requirement", "M-06")]
    public async Task TrySave_FlushFails_IsAFailureAndNotASilentPromise()
    {
        FileJwtKeyStore content = new(KeyPath, TimeProvider.System, new KeyFileSystem { FlushFile = _ => throw new IOException("full") });
        FileJwtKeyStore names = new(KeyPath, TimeProvider.System, new KeyFileSystem { FlushDirectory = _ => throw new IOException("full") });

        Assert.That(async () => await content.TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default), Throws.TypeOf<JwtKeyStoreException>());
        Assert.That(await Open().LoadAsync("Jwt", default), Is.Null);
        Assert.That(async () => await names.TrySaveAsync("Jwt", JwtKeyStoreContract.Document(1), default), Throws.TypeOf<JwtKeyStoreException>());
    }

    /// <summary>No test can take the power away, so it is the platform's call that is looked for.</summary>
    [Test]
    [Property("Requirement", "M-06")]
    public void FlushFile_OfTheRealSystem_IsThatOfThePlatform() =>
        Assert.That(KeyFileSystem.Real.FlushFile.Method, Is.EqualTo(typeof(RandomAccess).GetMethod(nameof(RandomAccess.FlushToDisk))));

    [Test]
    [Platform(Exclude = "Win")]
    public void FlushDirectory_OfTheRealSystem_OpensTheDirectory()
    {
        Assert.That(() => KeyFileSystem.Real.FlushDirectory(_directory), Throws.Nothing);
        Assert.That(() => KeyFileSystem.Real.FlushDirectory(Path.Combine(_directory, "missing")), Throws.InstanceOf<IOException>());
    }

    private bool NameHas(long version) => File.Exists(KeyPath) && File.ReadAllText(KeyPath).Contains($"\"version\":{version}", StringComparison.Ordinal);

    private static async Task IsUsedAsync(FileJwtKeyStore store, string? refused)
    {
        if (refused is null)
        {
            Assert.That((await store.LoadAsync("Jwt", default))!.Version, Is.EqualTo(1));
            Assert.That(await store.TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default), Is.True);
            return;
        }

        Assert.That(async () => await store.LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains(refused));
        Assert.That(async () => await store.TrySaveAsync("Jwt", JwtKeyStoreContract.Document(2), default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains(refused));
    }
}
