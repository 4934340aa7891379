using System.Reflection;
using AuthStrategies.Tasks.Tests.Hosting;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>There are ten tasks, and each names a page that exists.</summary>
[TestFixture]
public sealed class PagesTests
{
    private static IEnumerable<Type> Fixtures() => typeof(PagesTests).Assembly.GetTypes().Where(type => type.IsDefined(typeof(PageAttribute)));

    [Test]
    public void Tasks_All_AreTen() => Assert.That(Fixtures().Count(), Is.EqualTo(10));

    [TestCaseSource(nameof(Fixtures))]
    public void Pages_OfATask_Exist(Type fixture)
    {
        foreach (PageAttribute page in fixture.GetCustomAttributes<PageAttribute>())
        {
            string[] parts = page.Path.Split('#');
            string text = DocumentedBlocks.Page(parts[0]);

            Assert.That(parts.Length == 1 || text.Contains($"# {parts[1]}\n", StringComparison.Ordinal), page.Path);
        }
    }
}
