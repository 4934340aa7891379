namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>The page from which a reader solves the task, with a heading after <c>#</c> where one is enough.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PageAttribute(string path) : Attribute
{
    public string Path { get; } = path;
}
