// What the compiler asks for and .NET Standard 2.0 lacks. By hand: a generator's order of files differs from one compiler
// process to the next, and the package is to have the same bytes wherever it is built.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
