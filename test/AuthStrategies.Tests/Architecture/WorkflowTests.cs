using YamlDotNet.RepresentationModel;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The files of .github are YAML of the shape that the platform reads.</summary>
[TestFixture]
public sealed class WorkflowTests
{
    private static IEnumerable<string> Workflows => Files("workflows");

    private static IEnumerable<string> IssueForms => Files("ISSUE_TEMPLATE").Where(file => file != ".github/ISSUE_TEMPLATE/config.yml");

    [Test]
    public void Files_AllThatAreNeeded_Exist() => Assert.That(
        new[] { "workflows/ci.yml", "workflows/release.yml", "workflows/codeql.yml", "dependabot.yml", "pull_request_template.md", "ISSUE_TEMPLATE/bug.yml" }
            .Where(file => !File.Exists(Path.Combine(Repository.Root, ".github", file))),
        Is.Empty);

    [TestCaseSource(nameof(Workflows))]
    public void Workflow_Each_HasTriggersPermissionsAndJobsWithSteps(string file)
    {
        YamlMappingNode workflow = Read(file);

        Assert.That(Names(workflow), Is.SubsetOf(new[] { "name", "on", "permissions", "concurrency", "env", "defaults", "jobs", "run-name" }));
        Assert.That(Names(workflow), Is.SupersetOf(new[] { "name", "on", "permissions", "jobs" }));
        foreach (YamlMappingNode job in Map(workflow, "jobs").Children.Values.Cast<YamlMappingNode>())
        {
            Assert.That(Names(job), Is.SupersetOf(new[] { "runs-on", "timeout-minutes", "steps" }));
            foreach (YamlMappingNode step in ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>())
            {
                Assert.That(Names(step).Intersect(["uses", "run"]).Count(), Is.EqualTo(1), $"a step of {file} either uses an action or runs a command");
                if (step.Children.TryGetValue("uses", out YamlNode? action))
                    Assert.That(action.ToString(), Does.Match(@"^[\w-]+/[\w-]+(/[\w-]+)?@v\d+$"));
            }
        }
    }

    [Test]
    public void Ci_Jobs_RunOnLinuxAndWindows()
    {
        YamlMappingNode jobs = Map(Read(".github/workflows/ci.yml"), "jobs");

        IEnumerable<string> systems = jobs.Children.Values.Select(job => job["runs-on"].ToString().Split('-')[0]);

        Assert.That(systems, Is.EquivalentTo(new[] { "ubuntu", "windows" }));
    }

    [Test]
    public void Release_Key_IsASecret()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, ".github/workflows/release.yml"));

        Assert.That(text, Does.Contain("${{ secrets.NUGET_API_KEY }}"));
        Assert.That(text, Does.Not.Contain("://"));
    }

    [TestCaseSource(nameof(IssueForms))]
    public void IssueForm_Each_HasNamedFields(string file)
    {
        YamlMappingNode form = Read(file);

        Assert.That(Names(form), Is.SupersetOf(new[] { "name", "description", "body" }));
        foreach (YamlMappingNode field in ((YamlSequenceNode)form["body"]).Cast<YamlMappingNode>())
        {
            string type = field["type"].ToString();
            Assert.That(type, Is.AnyOf("markdown", "input", "textarea", "dropdown", "checkboxes"));
            Assert.That(Names(field).Contains("id"), Is.EqualTo(type != "markdown"));
            Assert.That(Names(Map(field, "attributes")), Does.Contain(type == "markdown" ? "value" : "label"));
        }
    }

    [Test]
    public void Dependabot_Updates_NameAnEcosystemAFolderAndASchedule()
    {
        YamlMappingNode settings = Read(".github/dependabot.yml");

        Assert.That(settings["version"].ToString(), Is.EqualTo("2"));
        foreach (YamlMappingNode update in ((YamlSequenceNode)settings["updates"]).Cast<YamlMappingNode>())
        {
            Assert.That(Names(update), Is.SupersetOf(new[] { "package-ecosystem", "directory", "schedule" }));
            Assert.That(Directory.Exists(Repository.Root + update["directory"]), Is.True);
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", folder), "*.yml").Select(Repository.Relative).Order();

    private static YamlMappingNode Read(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Repository.Root, file))));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string name) => (YamlMappingNode)node[name];

    private static IEnumerable<string> Names(YamlMappingNode node) => node.Children.Keys.Select(key => key.ToString());
}
