using System.Diagnostics;
using System.Reflection;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed partial class JwtKeyTests
{
    [Test]
    [Property("Requirement", "L-01")]
    public void JwtKey_InADebugger_ShowsNoFieldThatLeadsToTheKey()
    {
        FieldInfo[] fields = [.. typeof(JwtKey).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(field => field.FieldType != typeof(string) && field.FieldType != typeof(bool) && field.Name != "_keyIdUtf8")];

        bool[] hidden = [.. fields.Select(field => field.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.Never)];

        Assert.That(hidden, Is.Not.Empty.And.All.True);
        Assert.That(typeof(JwtKey).GetCustomAttribute<DebuggerDisplayAttribute>()?.Value, Is.EqualTo("{ToString(),nq}"));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void JwtKey_Serialized_ShowsPublicFactsOnly()
    {
        JwtKey key = JwtKey.Generate("HS256", "mine");

        string json = System.Text.Json.JsonSerializer.Serialize(key);

        Assert.That(json, Is.EqualTo("""{"KeyId":"mine","Algorithm":"HS256","IsPrivate":true}"""));
    }

    [Test]
    public void JwtKey_PublicSignatures_NameNoTypeOfTheTokenLibrary()
    {
        IEnumerable<Type> types = typeof(JwtKey).GetMembers().SelectMany(member => member switch
        {
            MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
            PropertyInfo property => [property.PropertyType],
            _ => [],
        });

        Assert.That(types.Select(type => type.FullName), Is.Not.Empty.And.None.StartsWith("Microsoft.IdentityModel"));
    }
}
