using NUnit.Framework.Interfaces;

[assembly: AuthStrategies.Tests.StopAtFirstFailure]

namespace AuthStrategies.Tests;

/// <summary>
/// Leaves out what follows a failed test: one failure is enough to notice a changed program. The adapter of NUnit runs all tests to
/// their end although it is told to stop. Only while no two changes are tested in one run: disable-mix-mutants.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class StopAtFirstFailureAttribute : Attribute, ITestAction
{
    private static volatile bool _hasFailed;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (_hasFailed)
            Assert.Ignore("A test failed before.");
    }

    public void AfterTest(ITest test) => _hasFailed |= TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed;
}
